package app.orqen.request;

import java.io.IOException;
import java.io.OutputStream;

/** The body of a request that is a form with files. Only its beginning is held; the rest goes to the provider as it comes. */
public interface Upload {

  /** Returns the content type, with the boundary of the form's parts. */
  String contentType();

  /** Returns how many bytes go out, or -1 when that isn't known before. */
  long length(String model);

  /**
   * Writes the form without the gateway's own fields, and reads what is still to come of it. It can be written once.
   *
   * @param model the model's name for the provider
   * @param came is run after each piece of the client's
   * @throws IOException when the provider doesn't take it
   * @throws app.orqen.reply.GatewayException 4xx when the form breaks off, is too long or too slow, or has something late or wrong
   */
  void writeTo(OutputStream out, String model, Runnable came) throws IOException;

  /** Returns whether a provider was sent a part of it, so that it can't go to another one. */
  boolean isBegun();

  /** Gives back the beginning that is held. */
  void giveBack();
}
