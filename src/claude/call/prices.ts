import type { TokenUsage } from '../../core/usage.ts';
import type { ModelRequest } from '../stream/turn-work.ts';

/** US dollars for a million tokens. */
interface Price {
  input: number;
  output: number;
  cacheRead: number;
}

const price = (input: number, output: number, cacheRead = input / 10): Price => ({ input, output, cacheRead });

/** As `claude` 2.1.331 counts, by how the model's name begins; the first that fits. Older releases count the same for the models they know. */
const prices: readonly [model: string, price: Price][] = [
  ['claude-3-5-haiku', price(0.8, 4)],
  ['claude-haiku-4-5', price(1, 5)],
  ['claude-haiku-5-5', price(0.1, 0.5)],
  ['claude-sonnet-5-5', price(2, 10, 0.1)],
  ['claude-sonnet-5', price(2, 10)],
  ['claude-sonnet', price(3, 15)],
  ['claude-3-', price(3, 15)],
  ['claude-opus-5-5', price(4, 20, 0.2)],
  ['claude-opus-4-1', price(15, 75)],
  ['claude-opus-4-20', price(15, 75)],
  ['claude-opus-4-0', price(15, 75)],
  ['claude-fable-5-2', price(8, 40, 0.2)],
  ['claude-fable-5-1', price(10, 50, 0.25)],
  ['claude-fable', price(10, 50)],
  ['claude-mythos-5-2', price(8, 40, 0.2)],
  ['claude-mythos-5-1', price(10, 50, 0.25)],
  ['claude-mythos', price(10, 50)],
];

/** What `claude` assumes of a model that it does not know, and the price of the other models of the opus family. */
const otherPrice = price(5, 25);

/** Writing to the cache costs a quarter more than reading input afresh. */
const cacheWriteFactor = 1.25;

/** What requests cost by the price list, in US dollars: an estimate, since a plan or a provider may have other prices. */
export function estimateCost(requests: readonly ModelRequest[]): number {
  return requests.reduce((sum, { model, usage }) => sum + costOf(usage, priceOf(model)), 0);
}

function priceOf(model: string | undefined): Price {
  return prices.find(([start]) => model?.startsWith(start))?.[1] ?? otherPrice;
}

function costOf(usage: TokenUsage, { input, output, cacheRead }: Price): number {
  const {
    input_tokens: read = 0,
    output_tokens: written = 0,
    cache_read_input_tokens: cached = 0,
    cache_creation_input_tokens: kept = 0,
  } = usage;
  return (read * input + written * output + cached * cacheRead + kept * input * cacheWriteFactor) / 1_000_000;
}
