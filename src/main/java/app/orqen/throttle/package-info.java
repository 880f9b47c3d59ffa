/**
 * Limits a minute and limits of what runs at once: requests, tokens, parallel requests and failed attempts, in this process or
 * in Redis for all replicas. Budgets are in {@code budget}.
 */
package app.orqen.throttle;
