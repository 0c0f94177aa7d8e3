"""Names that vulture believes unused though something outside our code calls or reads them, each with the reason.

A name that a notebook, a template or an example of docs/methods.md uses needs no entry. A name that only tests use is
dead: delete it with its tests.
"""

_TYPER = "a command: Typer calls it"
_PARSER = "html.parser calls it for each part of a page"
_OPENPYXL = "openpyxl reads it when a workbook is saved"
_ZIPFILE = "zipfile writes it into the head of a file"
_PYDANTIC = "pydantic reads it when the class is made"
_FORCE = "a key of data/forces.toml that analysts select forces by"
_JINJA = "Jinja calls it"
_NBCLIENT = "nbclient asks a kernel for it"
_IPYTHON = "IPython and Jupyter ask for it"
_DESK = "what `import cdi` offers: an analyst calls it"
_RESULT = "part of a result that docs/methods.md explains: an analyst reads it, no report does"
_METHOD = "a step of a method that docs/methods.md explains: an analyst calls it, no report does"
_NBCONVERT = "nbconvert asks an exporter for it"
_TORNADO = "Tornado calls it for each request"
_MATPLOTLIB = "Matplotlib asks for it when it lays out or draws a chart"
_CHECKED = "what tests hold every drawn chart to; it stands beside the colours that it is about"

ALLOWED = {
    "handle_starttag": _PARSER,
    "handle_endtag": _PARSER,
    "handle_data": _PARSER,
    "export_from_notebook": _NBCONVERT,
    "output_mimetype": _NBCONVERT,
    "_end_in_html": _NBCONVERT,
    "_take_template": _NBCONVERT,
    "_look_in_templates": _NBCONVERT,
    "_leave_code_out": _NBCONVERT,
    "_templates_end_in": _NBCONVERT,
    "autoescape": _JINJA,
    "undefined": _JINJA,
    "lstrip_blocks": _JINJA,
    "trim_blocks": _JINJA,
    "of_happened": _RESULT,
    "of_happened_bounds": _RESULT,
    "of_due": _RESULT,
    "of_due_bounds": _RESULT,
    "initialize": _TORNADO,
    "set_default_headers": _TORNADO,
    "get_renderer": _MATPLOTLIB,
    "return_new_glyphs_only": _MATPLOTLIB,
    "_text2path": _MATPLOTLIB,
    "LEAST_FOR_TEXT": _CHECKED,
    "LEAST_FOR_LINES": _CHECKED,
    "as_grey": _CHECKED,
    "_callback": _TYPER,
    "singular": "the word of a catalogued crime kind after one; its neighbour `plural` is in use",
    "load_bytecode": _JINJA,
    "dump_bytecode": _JINJA,
    "errorTitle": _OPENPYXL,
    "model_config": _PYDANTIC,
    "_each_audit_once": _PYDANTIC,
    "_one_or_several": _PYDANTIC,
    "_hold_the_page": _PYDANTIC,
    "_whole_address": _PYDANTIC,
    "compress_type": _ZIPFILE,
    "create_system": _ZIPFILE,
    "_one_line": _PYDANTIC,
    "_said_as_it_follows": _PYDANTIC,
    "_never_to_none": _PYDANTIC,
    "_latin": _PYDANTIC,
    "home_office": _FORCE,
    "welsh": _FORCE,
    "incident_system": _FORCE,
    "crime_system": _FORCE,
    "_render_traceback_": _IPYTHON,
    "_ipython_key_completions_": _IPYTHON,
    "__getattr__": "Python asks a module for a name that it lacks",
    "open_form": _DESK,
    "outputs": "ipywidgets shows it",
    "ForkEngine": "papermill finds it by the entry point in pyproject.toml",
    "setup_kernel": _NBCLIENT,
    "kc": _NBCLIENT,
    "km": _NBCLIENT,
    "shell_channel": _NBCLIENT,
    "iopub_channel": _NBCLIENT,
    "kernel_info": _NBCLIENT,
    "is_alive": _NBCLIENT,
    "enabled": _IPYTHON,
    "writable": _IPYTHON,
    "transport_encryption": _IPYTHON,
    "kernel_spec": _IPYTHON,
    "defs": "Dagster looks for it in the module it is started with",
    "observed_agreement": _METHOD,
    "equivalent": _RESULT,
    "winsorised_low": _RESULT,
    "winsorised_high": _RESULT,
    "rate_up": _RESULT,
    "rate_down": _RESULT,
    "a_month": _RESULT,
}
