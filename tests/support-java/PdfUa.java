import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Holds PDF files against veraPDF's PDF/UA-1 profile.
 *
 * <p>Prints one JSON object for each file named on the command line, one a line:
 * {"file", "compliant", "checks", "failures": [{"clause", "test", "count", "message", "where"}]}.
 * The exit code is 0 when all files comply, 1 when one does not, 2 when one cannot be read.
 * veraPDF writes its own log lines; they are kept off the standard output.
 */
public final class PdfUa {
    /** How many failures of one rule veraPDF collects; all of them are counted. */
    private static final int SHOWN = 20;

    private PdfUa() {}

    public static void main(String[] files) {
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        if (files.length == 0) {
            System.err.println("usage: PdfUa FILE.pdf ...");
            System.exit(2);
        }
        VeraGreenfieldFoundryProvider.initialise();
        int worst = 0;
        for (String file : files) {
            try {
                ValidationResult result = validate(new File(file));
                answers.println(json(file, result));
                worst = Math.max(worst, result.isCompliant() ? 0 : 1);
            } catch (Exception problem) {
                answers.println("{\"file\":" + quoted(file) + ",\"error\":" + quoted(String.valueOf(problem)) + "}");
                worst = 2;
            }
        }
        System.exit(worst);
    }

    private static ValidationResult validate(File file) throws Exception {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(file, PDFAFlavour.PDFUA_1);
                PDFAValidator validator =
                        Foundries.defaultInstance().createValidator(PDFAFlavour.PDFUA_1, SHOWN, false, true, false)) {
            return validator.validate(parser);
        }
    }

    private static String json(String file, ValidationResult result) {
        Map<String, TestAssertion> first = new LinkedHashMap<>();
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (TestAssertion assertion : result.getTestAssertions()) {
            if (assertion.getStatus() != TestAssertion.Status.FAILED) {
                continue;
            }
            String rule = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
            first.putIfAbsent(rule, assertion);
            counts.put(rule, result.getFailedChecks().getOrDefault(assertion.getRuleId(), 1));
        }
        List<String> failures = new ArrayList<>();
        first.forEach((rule, assertion) -> failures.add(failure(assertion, counts.get(rule))));
        return "{\"file\":" + quoted(file)
                + ",\"compliant\":" + result.isCompliant()
                + ",\"checks\":" + result.getTotalAssertions()
                + ",\"failures\":[" + String.join(",", failures) + "]}";
    }

    private static String failure(TestAssertion assertion, int count) {
        return "{\"clause\":" + quoted(assertion.getRuleId().getClause())
                + ",\"test\":" + assertion.getRuleId().getTestNumber()
                + ",\"count\":" + count
                + ",\"message\":" + quoted(assertion.getMessage())
                + ",\"where\":" + quoted(String.valueOf(assertion.getLocation().getContext())) + "}";
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char letter : text.toCharArray()) {
            if (letter == '"' || letter == '\\') {
                out.append('\\').append(letter);
            } else if (letter < ' ') {
                out.append(String.format("\\u%04x", (int) letter));
            } else {
                out.append(letter);
            }
        }
        return out.append('"').toString();
    }
}
