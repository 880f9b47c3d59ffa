package app.orqen.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.json.UTF8StreamJsonParser;
import com.fasterxml.jackson.core.sym.ByteQuadsCanonicalizer;
import java.io.IOException;

/**
 * Creates parsers that refuse a text with more than {@value #MOST} different field names. Jackson keeps the names of a text in
 * UTF-8 in a table whose hash isn't secret, and a look-up among many names that collide runs through all of them: 65,536 of them
 * took seconds. It has no limit of its own for their number.
 */
public final class BoundedNames extends JsonFactory {

  /** How many different field names a text may have. */
  public static final int MOST = 10_000;

  private static final long serialVersionUID = 1;

  /**
   * Creates a factory. It doesn't intern names, which come from outside.
   *
   * @param settings all other settings
   */
  public BoundedNames(JsonFactoryBuilder settings) {
    super(settings.disable(JsonFactory.Feature.INTERN_FIELD_NAMES));
  }

  /**
   * Makes a parser. A text that isn't UTF-8, or begins with a byte order mark, gets Jackson's other one, whose table bounds
   * collisions.
   */
  @Override
  protected JsonParser _createParser(byte[] data, int offset, int length, IOContext context) throws IOException {
    if (JsonFactory.Feature.CHARSET_DETECTION.enabledIn(_factoryFeatures) && !beginsInAscii(data, offset, length)) {
      return super._createParser(data, offset, length, context);
    }
    return new Parser(context, _parserFeatures, _objectCodec, _byteSymbolCanonicalizer.makeChild(_factoryFeatures), data,
        offset, offset + length);
  }

  private static boolean beginsInAscii(byte[] data, int offset, int length) {
    return length >= 2 && data[offset] > 0 && data[offset + 1] != 0;
  }

  private static final class Parser extends UTF8StreamJsonParser {

    private final int most;

    Parser(IOContext context, int features, ObjectCodec codec, ByteQuadsCanonicalizer names, byte[] data, int from, int to) {
      super(context, features, null, codec, names, data, from, to, 0, false);
      this.most = names.size() + MOST; // it begins with those of earlier texts
    }

    @Override
    public JsonToken nextToken() throws IOException {
      JsonToken token = super.nextToken();
      checkNames();
      return token;
    }

    @Override
    public String nextFieldName() throws IOException {
      String name = super.nextFieldName();
      checkNames();
      return name;
    }

    @Override
    public boolean nextFieldName(SerializableString wanted) throws IOException {
      boolean found = super.nextFieldName(wanted);
      checkNames();
      return found;
    }

    private void checkNames() throws StreamConstraintsException {
      if (_symbols.size() > most) {
        throw new StreamConstraintsException("Field names: more than " + MOST + " different ones");
      }
    }
  }
}
