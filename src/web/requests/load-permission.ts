import { loadPermissions, type PermissionView } from '../../requests/permissions/load-permissions.ts';
import { AppError } from '../../platform/errors.ts';
import type { Translate } from '../../platform/messages/messages.ts';
import { canOpenPermission } from '../../requests/permissions/withdraw-permission.ts';
import { routes } from '../routes.ts';
import type { Desk } from '../kit/desk/who.ts';
import { loadThing } from '../record/show/load-thing.ts';

export const crumbs = (t: Translate, one?: PermissionView): { label: string; href?: string }[] => [
  { label: t('requests.title'), href: routes.desk.requests() },
  { label: t('requests.permission.title'), href: routes.desk.permissions() },
  ...(one
    ? [
        {
          label: t('requests.permission.number', { number: one.number }),
          href: routes.desk.permission({ number: one.number }),
        },
      ]
    : []),
];

async function load(desk: Desk, number: number): Promise<PermissionView> {
  const { thing } = await loadThing(desk.app.db.read, 'permission', number);
  const [one] = await loadPermissions(desk.app.db.read, { ids: [thing.id] });
  if (!one) throw new AppError('not_found');
  return one;
}

/** The permission with this number. @throws AppError `not_found`, `sealed` */
export async function loadPermission(desk: Desk, number: number): Promise<PermissionView> {
  const one = await load(desk, number);
  if (one.sealed) throw new AppError('sealed');
  return one;
}

/**
 * The permission with this number, which must be valid. If it is sealed, only people who can open it get it.
 * @throws AppError `not_found`, also if it is not valid; `sealed`
 */
export async function loadGivenPermission(desk: Desk, number: number): Promise<PermissionView> {
  const one = await load(desk, number);
  if (one.sealed && !(await canOpenPermission(desk.app.db.read, one.id, desk.principal))) throw new AppError('sealed');
  if (one.state !== 'given') throw new AppError('not_found');
  return one;
}
