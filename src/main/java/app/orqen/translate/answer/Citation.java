package app.orqen.translate.answer;

/**
 * Where a piece of an answer's text comes from.
 *
 * @param kind what the numbers count
 * @param cited the words of the source; empty when they aren't known
 * @param title the title of the source, or null
 * @param source the address of a web page or the source of a search result, or null
 * @param index which of the request's documents or search results, from 0; 0 for a web page
 * @param start where the words begin, in units of the kind
 * @param end where they end, in units of the kind
 */
public record Citation(Kind kind, String cited, String title, String source, int index, int start, int end) {

  /** What a citation points to. */
  public enum Kind {
    /** Characters of a document. */
    CHARS,
    /** Pages of a document, from 1. */
    PAGES,
    /** Blocks of a document that came in blocks. */
    BLOCKS,
    /** Blocks of a search result in the request. */
    SEARCH_RESULT,
    /** A page of the web. */
    WEB
  }

  /** Returns a citation of a web page. */
  public static Citation web(String cited, String title, String url) {
    return new Citation(Kind.WEB, cited == null ? "" : cited, title, url, 0, 0, 0);
  }
}
