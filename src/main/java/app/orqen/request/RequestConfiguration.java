package app.orqen.request;

import app.orqen.translate.wire.Operation;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

@Configuration(proxyBeanMethods = false)
class RequestConfiguration {

  private final long maxBytes;

  RequestConfiguration(@Value("${orqen.max-request-bytes}") DataSize maxBytes) {
    this.maxBytes = maxBytes.toBytes();
  }

  @Bean
  ReadRequest readChatRequest() {
    return new ReadRequest(Operation.CHAT, maxBytes);
  }

  @Bean
  ReadRequest readEmbeddingsRequest() {
    return new ReadRequest(Operation.EMBEDDINGS, maxBytes);
  }

  @Bean
  ReadRequest readCountTokensRequest() {
    return new ReadRequest(Operation.COUNT_TOKENS, maxBytes);
  }

  @Bean
  ReadRequest readCompletionsRequest() {
    return new ReadRequest(Operation.COMPLETIONS, maxBytes);
  }

  @Bean
  ReadRequest readModerationsRequest() {
    return new ReadRequest(Operation.MODERATIONS, maxBytes);
  }

  @Bean
  ReadRequest readRerankRequest() {
    return new ReadRequest(Operation.RERANK, maxBytes);
  }

  @Bean
  ReadRequest readImagesRequest() {
    return new ReadRequest(Operation.IMAGES, maxBytes);
  }

  @Bean
  ReadRequest readImageEditsRequest() {
    return new ReadRequest(Operation.IMAGE_EDITS, maxBytes);
  }

  @Bean
  ReadRequest readSpeechRequest() {
    return new ReadRequest(Operation.SPEECH, maxBytes);
  }

  @Bean
  ReadRequest readCompactRequest() {
    return new ReadRequest(Operation.COMPACT, maxBytes);
  }

  @Bean
  RequireConversePath requireConversePath() {
    return new RequireConversePath();
  }

  @Bean
  ReadConverseRequest readConverseRequest() {
    return new ReadConverseRequest(maxBytes);
  }
}
