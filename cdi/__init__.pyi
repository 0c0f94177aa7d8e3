"""What `import cdi` offers, for type checkers; at run time it is imported when it is first asked for."""

from cdi.explore.answers import Answer as Answer
from cdi.explore.answers import Picture as Picture
from cdi.explore.desk import Desk as Desk
from cdi.explore.form import open_form as form
from cdi.explore.opening import list_audits as audits
from cdi.explore.opening import open_audit as open  # noqa: A004 - the name that analysts say, as cdi.open

__all__ = ["Answer", "Desk", "Picture", "__version__", "audits", "form", "open"]

__version__: str
