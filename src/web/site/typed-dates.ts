import { AppError } from '../../platform/errors.ts';
import type { Pages } from '../kit/context.ts';
import { atDesk } from '../kit/desk/who.ts';
import { understood } from '../kit/forms/dates.ts';
import { todayOf } from '../kit/view.tsx';
import { routes } from '../routes.ts';

/** The response for a date field's script: how the typed text is understood. */
export const typedDatePages: Pages = (web) => {
  web.get(routes.desk.readDate.pattern, async (c) => {
    await atDesk(c);
    const today = todayOf(c);
    const from = c.req.query('from') ?? today;
    if (!/^\d{4}-\d{2}-\d{2}$/.test(from)) throw new AppError('not_found');
    const flag = (name: string): true | undefined => (c.req.query(name) === '1' ? true : undefined);
    const options = {
      from,
      wholeDay: flag('day'),
      yearless: flag('ahead') && ('future' as const),
      future: flag('future'),
    };
    return c.json(understood(c.get('t'), c.req.query('text') ?? '', options, today));
  });
};
