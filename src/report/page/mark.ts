/** What marks a report: another page is not overwritten without asking. */
export const pageMark = '<meta name="generator" content="chorus ';

const dataMark = '{\n  "generator": "chorus ';

/** @param head the beginning of a file. */
export function isReport(head: string): boolean {
  return head.includes(pageMark) || head.startsWith(dataMark);
}
