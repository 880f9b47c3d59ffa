package app.orqen.dashboard.keys;

import java.util.List;

/** Code to paste that calls this gateway with the key from the environment. */
record Snippet(String title, String code) {

  private static final String OPENAI = """
      import os
      from openai import OpenAI

      client = OpenAI(base_url="%s/v1", api_key=os.environ["ORQEN_KEY"])
      answer = client.chat.completions.create(
          model="echo/hello",
          messages=[{"role": "user", "content": "Hello"}],
      )
      print(answer.choices[0].message.content)""";

  private static final String ANTHROPIC = """
      import os
      from anthropic import Anthropic

      client = Anthropic(base_url="%s", api_key=os.environ["ORQEN_KEY"])
      answer = client.messages.create(
          model="echo/hello",
          max_tokens=256,
          messages=[{"role": "user", "content": "Hello"}],
      )
      print(answer.content[0].text)""";

  private static final String AWS = """
      import os
      import boto3

      os.environ["AWS_BEARER_TOKEN_BEDROCK"] = os.environ["ORQEN_KEY"]
      client = boto3.client("bedrock-runtime", region_name="us-east-1", endpoint_url="%s")
      answer = client.converse(
          modelId="echo/hello",
          messages=[{"role": "user", "content": [{"text": "Hello"}]}],
      )
      print(answer["output"]["message"]["content"][0]["text"])""";

  private static final String CURL = """
      curl %s/v1/chat/completions \\
        -H "Authorization: Bearer $ORQEN_KEY" -H 'Content-Type: application/json' \\
        -d '{"model":"echo/hello","messages":[{"role":"user","content":"Hello"}]}'""";

  /** Returns a snippet for each SDK. */
  static List<Snippet> of(String baseUrl) {
    return List.of(new Snippet("OpenAI SDK", OPENAI.formatted(baseUrl)),
        new Snippet("Anthropic SDK", ANTHROPIC.formatted(baseUrl)),
        new Snippet("AWS SDK", AWS.formatted(baseUrl)), new Snippet("curl", CURL.formatted(baseUrl)));
  }
}
