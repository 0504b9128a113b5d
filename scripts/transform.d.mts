import type { UserConfig } from 'vite';

export const transform: Pick<UserConfig, 'oxc' | 'plugins'>;
