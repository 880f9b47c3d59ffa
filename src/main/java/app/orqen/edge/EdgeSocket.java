package app.orqen.edge;

/** A connection of the gateway's own ports. */
interface EdgeSocket {

  ConnectionState state();
}
