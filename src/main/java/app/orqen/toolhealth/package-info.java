/** How the tools of each account do: how often they are sent, forwarded and called, and what their descriptions lack. */
package app.orqen.toolhealth;
