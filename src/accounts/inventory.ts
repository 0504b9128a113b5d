import type { ModuleInventory } from '../platform/inventory.ts';

export const accountInventory: ModuleInventory = {
  inventory: [
    {
      key: 'accounts',
      of: 'staff',
      where: ['database'],
      forReaders: false,
      columns: {
        account: ['email', 'name'],
        session: [],
        half_session: [],
        recovery_step: [],
        authenticator: [],
        recovery_code: [],
        passkey: ['name'],
        one_time_link: ['email'],
        known_device: [],
        api_token: ['name'],
        team: ['name'],
        team_member: [],
      },
      deletedBy: 'desk',
    },
    {
      key: 'security',
      of: 'staff',
      where: ['database'],
      forReaders: false,
      columns: { security_entry: [] },
      deletedBy: 'itself',
    },
    {
      key: 'work',
      of: 'staff',
      where: ['database'],
      forReaders: false,
      columns: { change_set: ['why'], undo: ['why'] },
      deletedBy: 'desk',
    },
    {
      key: 'mails',
      of: 'staff',
      where: ['mail'],
      forReaders: false,
      columns: {},
      when: ({ mail }) => mail,
      deletedBy: 'itself',
    },
  ],
  // Tables of the system itself, without data about people.
  withoutPersonalData: [
    'erasure',
    'file_erasure',
    'migration',
    'setting',
    'undo_skipped',
    'unused_blob',
    'used_challenge',
  ],
};
