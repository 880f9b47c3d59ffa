package app.orqen.routes;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;

/**
 * The route files of a folder at one moment.
 *
 * @param folder the folder
 * @param texts the text of each file by its name, in alphabetical order
 */
public record RouteFiles(Path folder, SortedMap<String, String> texts) {

  /** How the name of a route file ends. */
  public static final String ENDING = ".camel.yaml";

  private static final String NAME_A_FOLDER = "Set ORQEN_ROUTES_DIR to the folder that holds the route files.";

  /**
   * Reads all route files of a folder. A file that vanishes meanwhile is left out.
   *
   * @throws RefusedRoutesException when the folder or a file can't be read, or has no route file at all
   */
  public static RouteFiles read(Path folder) {
    SortedMap<String, String> texts = new TreeMap<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.filter(RouteFiles::isRouteFile).toList()) {
        try {
          texts.put(file.getFileName().toString(), Files.readString(file));
        } catch (NoSuchFileException e) {
          continue;
        } catch (CharacterCodingException e) {
          throw refused(file.getFileName().toString(), "The file isn't UTF-8 text.", "Save it as UTF-8.");
        }
      }
    } catch (NoSuchFileException e) {
      throw missing(folder);
    } catch (IOException e) {
      throw refused("", "The routes folder " + folder.toAbsolutePath() + " can't be read (" + e + ").",
          NAME_A_FOLDER);
    }
    if (texts.isEmpty()) {
      throw refused("", "The routes folder " + folder.toAbsolutePath() + " has no file that ends in " + ENDING + ".",
          NAME_A_FOLDER);
    }
    return new RouteFiles(folder, texts);
  }

  /** Makes the refusal of a folder that isn't there. */
  public static RefusedRoutesException missing(Path folder) {
    return refused("", "The routes folder " + folder.toAbsolutePath() + " doesn't exist.", NAME_A_FOLDER);
  }

  private static RefusedRoutesException refused(String file, String what, String hint) {
    return new RefusedRoutesException(List.of(Finding.of(file, 0, what, hint)));
  }

  static boolean isRouteFile(Path file) {
    return file.getFileName().toString().endsWith(ENDING);
  }

  /** Returns the files as Camel reads them, with the text that was read, whatever the folder contains by now. */
  List<Resource> resources() {
    return resources(texts);
  }

  /** Returns some of the files as Camel reads them. */
  List<Resource> resources(Map<String, String> some) {
    List<Resource> resources = new ArrayList<>();
    some.forEach((name, text) -> resources.add(ResourceHelper.fromString("file:" + folder.resolve(name), text)));
    return resources;
  }
}
