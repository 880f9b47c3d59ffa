package app.orqen.form;

import java.io.IOException;

/** Is told of the parts of a form, in their order. */
interface Parts {

  /**
   * Begins a part.
   *
   * @param head its lines as they came, without the blank one behind them
   */
  void begins(Part part, byte[] head) throws IOException;

  /** Takes a piece of the part's value. The array is used again afterwards. */
  void data(byte[] bytes, int offset, int length) throws IOException;

  /** Ends the part. */
  void ends() throws IOException;

  /**
   * Ends the form.
   *
   * @param rest what came behind it: a line break or nothing
   */
  void closes(byte[] rest) throws IOException;
}
