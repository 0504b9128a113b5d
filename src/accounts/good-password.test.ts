import { expect, it } from 'vitest';
import { requireGoodPassword } from './good-password.ts';
import { passwordSchema } from './tables.ts';

const about = { name: 'Dana Ospanova', email: 'd.ospan@newsroom.example', publication: ['Kronika', 'Хроника дня'] };
const judge = (password: string): Promise<string | null> =>
  requireGoodPassword(password, about).then(
    () => null,
    (error: { code: string; fields: { path: string; message: string }[] }) => {
      expect([error.code, error.fields[0]!.path]).toEqual(['invalid_input', 'password']);
      return error.fields[0]!.message.split('.').at(-1)!;
    },
  );

it.each([
  'unbelievable',
  'UNBELIEVABLE',
  'finalfantasy',
  'password2024!',
  '!!Password123',
  'p@ssw0rd1234',
  'passwordpassword',
  'letmeinletmein',
  'letmein letmein',
  'i love you 2024',
  'admin1234567890',
  'qwertyuiop12',
  '1q2w3e4r5t6y',
  '123456789012',
  '098765432109',
  'abcdefghijkl',
  'zzzzzzzzzzzz',
  'абвгдежзийкл',
  'ｐａｓｓｗｏｒｄ１２３４',
])('refuses %s as common', async (password) => {
  expect(await judge(password)).toBe('common');
});

it.each(['dana ospanova 88', 'x7 OSPANOVA q9 t4', 'd-ospan-secret-9', 'my Kronika login', 'хроникадня-2026'])(
  'refuses %s, because it contains a name',
  async (password) => {
    expect(await judge(password)).toBe('name');
  },
);

it.each([
  'correct horse battery',
  'a few words in a row',
  '8842-19-tiger-7713',
  'мама мыла раму утром',
  'aaaaaaaaaaab c',
  'nine lives of cats',
  'Ж'.repeat(6) + ' не помню ничего',
])('accepts %s', async (password) => {
  expect(await judge(password)).toBeNull();
});

it('asks for twelve characters but for no mixture of kinds, and accepts up to 1,024 characters', () => {
  expect(
    ['elevenchars', 'twelve chars', 'x'.repeat(1024), 'x'.repeat(1025)].map(
      (one) => passwordSchema.safeParse(one).success,
    ),
  ).toEqual([false, true, true, false]);
});

it('takes little work for a long password', async () => {
  expect(await judge(`${'a1!'.repeat(341)}b`)).toBeNull();
});
