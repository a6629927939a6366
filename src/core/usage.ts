/** Tokens as Claude counts them. */
export interface TokenUsage {
  input_tokens?: number;
  output_tokens?: number;
  cache_read_input_tokens?: number;
  cache_creation_input_tokens?: number;
  /** How long what was written to the cache lives. */
  cache_creation?: { ephemeral_5m_input_tokens?: number; ephemeral_1h_input_tokens?: number };
}

/** Tokens in a request and its answer, which the next request reads again. */
export function contextTokens(usage: TokenUsage): number {
  return sentTokens(usage) + (usage.output_tokens ?? 0);
}

/** Tokens in a request, whether or not they were cached. */
export function sentTokens({ input_tokens = 0, cache_read_input_tokens = 0, cache_creation_input_tokens = 0 }: TokenUsage): number {
  return input_tokens + cache_read_input_tokens + cache_creation_input_tokens;
}

const counted = ['input_tokens', 'output_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens'] as const;

/** The sum, by kind of token. */
export function addUp(usages: readonly TokenUsage[]): TokenUsage {
  return Object.fromEntries(counted.map((key) => [key, usages.reduce((sum, usage) => sum + (usage[key] ?? 0), 0)]));
}
