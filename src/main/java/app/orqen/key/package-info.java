/**
 * What a proven key is and may do: {@code Principal}, the rules of a key and of its account, and the patterns and networks in
 * those rules. How a key is proven is in {@code auth}, and how its rules are changed is in {@code account}.
 */
package app.orqen.key;
