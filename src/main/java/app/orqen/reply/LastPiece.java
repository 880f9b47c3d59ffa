package app.orqen.reply;

import java.io.ByteArrayInputStream;

/**
 * A long answer on its way to the client, piece by piece. The last piece is taken when the client has read all before it, but for what
 * buffers hold; this is the moment to settle the limits of its request, since a client that doesn't read still holds its place.
 */
final class LastPiece extends ByteArrayInputStream {

  private final Runnable atLast;

  /**
   * Begins with the first piece.
   *
   * @param atLast is run when the last piece is taken, and again if a reader asks for more
   */
  LastPiece(byte[] answer, Runnable atLast) {
    super(answer);
    this.atLast = atLast;
  }

  @Override
  public synchronized int read(byte[] piece, int from, int length) {
    int read = super.read(piece, from, length);
    if (available() == 0) {
      atLast.run();
    }
    return read;
  }
}
