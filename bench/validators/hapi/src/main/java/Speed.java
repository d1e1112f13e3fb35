import ca.uhn.fhir.validation.FhirValidator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Validates the .json files of a folder again and again, on one thread, and prints how many resources a second each round
 * took.
 *
 * <p>Speed FOLDER ROUNDS PACKAGE.tgz... : the packages must be on the class path.
 */
public final class Speed {
  public static void main(String[] arguments) throws Exception {
    FhirValidator validator = Judge.validator(arguments, false);

    List<String> texts = new ArrayList<>();
    try (Stream<Path> all = Files.list(Path.of(arguments[0]))) {
      for (Path file : all.filter(file -> file.toString().endsWith(".json")).sorted().toList()) {
        texts.add(Files.readString(file));
      }
    }
    for (int round = 1; round <= Integer.parseInt(arguments[1]); round++) {
      long began = System.nanoTime();
      for (String text : texts) {
        validator.validateWithResult(text);
      }
      System.out.printf(
          "hl7 round %d: %d resources, %.1f a second%n",
          round, texts.size(), texts.size() * 1e9 / (System.nanoTime() - began));
    }
  }
}
