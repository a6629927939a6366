/** Marks a page as a report: a file without it is not overwritten. */
export const pageMark = '<meta name="generator" content="chorus ';

const dataMark = '{\n  "generator": "chorus ';

/** @param head the beginning of a file. */
export function isReport(head: string): boolean {
  return head.includes(pageMark) || head.startsWith(dataMark);
}
