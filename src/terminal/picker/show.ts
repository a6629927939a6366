import { asking, type Terminal } from '../asking.ts';
import { rulerFor } from '../ruler.ts';
import { sessionColumns, type Viewer } from '../session-columns.ts';
import { styleFor } from '../style.ts';
import { type Picked, type PickerInput, pick } from './picker.ts';

export type Shown = Pick<PickerInput, 'listed' | 'isHere' | 'position' | 'notice' | 'preview' | 'refuse'>;

/** Shows sessions to choose from. @throws ChorusError (130, or that of a signal) when it is given up. */
export async function showPicker(shown: Shown, viewer: Viewer, terminal: Terminal): Promise<Picked> {
  const { stdout, env } = terminal;
  const texts = shown.listed.flatMap((each) => Object.values(sessionColumns).map((column) => column.text(each, viewer)));
  const input: PickerInput = {
    ...shown,
    surface: { style: styleFor(stdout, env), ruler: await rulerFor(texts), viewer },
    size: () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 }),
    onResize: (callback) => {
      stdout.on('resize', callback);
      return () => stdout.off('resize', callback);
    },
  };
  return asking(terminal, (context) => pick(input, context));
}
