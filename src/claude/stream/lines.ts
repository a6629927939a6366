/** Only this ends a line of the stream: U+2028 may be inside one. */
export const newline = 0x0a;

/** More than the longest key and value that are searched for, with the blanks between them. */
const seam = 48;

/** The parts of a line, and a window across each border, however small the parts. */
export function windows(parts: readonly Buffer[]): Buffer[] {
  let before = Buffer.alloc(0);
  return parts.flatMap((part) => {
    const border = Buffer.concat([before, part.subarray(0, seam)]);
    before = Buffer.concat([before, part.subarray(-seam)]).subarray(-seam);
    return [border, part];
  });
}

/** The size of a string that is searched at once: V8 does not reclaim larger ones as cheaply. */
const piece = 64 * 1024;

/** Whether `pattern` occurs in a block. It must match no more than a few keys and values. */
export function matchesWithin(block: Buffer, pattern: RegExp): boolean {
  for (let start = 0; start < block.length; start += piece) {
    if (pattern.test(block.toString('latin1', start, start + piece + seam))) return true;
  }
  return false;
}

export function* lines(block: Buffer): Generator<Buffer> {
  let start = 0;
  for (let end = block.indexOf(newline); end !== -1; end = block.indexOf(newline, start)) {
    yield block.subarray(start, end);
    start = end + 1;
  }
  yield block.subarray(start);
}

/** The lines in which some `"type"` has the value `type`, at any depth: parsing decides whether it is the top one. */
export function* linesOfType(block: Buffer, type: string): Generator<Buffer> {
  const needle = `"${type}"`;
  let hit = block.indexOf(needle);
  while (hit !== -1) {
    const line = lineAround(block, hit);
    if (isValueOfType(block, hit)) {
      yield line.text;
      hit = block.indexOf(needle, line.end);
    } else hit = block.indexOf(needle, hit + needle.length);
  }
}

/** The lines that contain `text`. */
export function* linesWith(block: Buffer, text: string): Generator<Buffer> {
  for (let hit = block.indexOf(text); hit !== -1; ) {
    const line = lineAround(block, hit);
    yield line.text;
    hit = block.indexOf(text, line.end);
  }
}

/** The lines whose `"type"` has the value `type`, last line first. */
export function* linesOfTypeBackwards(block: Buffer, type: string): Generator<Buffer> {
  const needle = `"${type}"`;
  let hit = block.lastIndexOf(needle);
  while (hit !== -1) {
    let next = hit;
    if (isValueOfType(block, hit)) {
      const line = lineAround(block, hit);
      yield line.text;
      next = line.start;
    }
    hit = next === 0 ? -1 : block.lastIndexOf(needle, next - 1);
  }
}

function lineAround(block: Buffer, position: number): { text: Buffer; start: number; end: number } {
  const start = block.lastIndexOf(newline, position) + 1;
  const next = block.indexOf(newline, position);
  const end = next === -1 ? block.length : next;
  return { text: block.subarray(start, end), start, end };
}

/** Whether the text at `position` is the value of a key `"type"`, with any blanks around the colon. */
function isValueOfType(block: Buffer, position: number): boolean {
  return /"type"\s*:\s*$/.test(block.toString('latin1', Math.max(0, position - 16), position));
}
