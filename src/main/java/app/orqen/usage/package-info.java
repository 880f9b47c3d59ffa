/**
 * What requests used: the row of each request, its queue to the database, the sums that are made of rows, the endpoints that
 * read both, and the metrics of requests. What a request cost is computed in {@code cost}.
 */
package app.orqen.usage;
