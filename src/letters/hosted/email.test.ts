import { expect, it } from 'vitest';
import { permissionShape } from '../../requests/permissions/schema.ts';
import { emailSchema } from './schema.ts';

it('an email address has one @ and a domain with a dot, and nothing that could begin another header', () => {
  const contact = permissionShape.shape.contact;
  const good = ['a@b.org', ' first.last+tag@mail.paper.example ', 'редакция@пресса.рф'];
  const bad = [
    'a',
    'a@b',
    'a@b.',
    'a@.b',
    'a@b..c',
    'a@@b.c',
    'a@b.c@d.e',
    'a b@c.d',
    '<a@b.c>',
    'a@b.c,d@e.f',
    'a@b.c\nBcc: d@e.f',
    // A pattern that tries every dot of this address would never end.
    `a@.${'.a'.repeat(1_000_000)}@`,
  ];
  expect(good.filter((one) => !emailSchema.safeParse(one).success)).toEqual([]);
  expect(bad.filter((one) => emailSchema.safeParse(one).success)).toEqual([]);
  expect([...good, ''].filter((one) => !contact.safeParse(one).success)).toEqual([]);
  expect(bad.filter((one) => contact.safeParse(one).success)).toEqual([]);
});
