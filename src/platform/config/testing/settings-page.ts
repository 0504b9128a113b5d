import { defaultOf, settingGroups, settingNames, settings, type Setting } from '../settings.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** `docs/operators/settings.md`: every setting, from its declaration. `npm run settings` writes it. */
export function settingsPage(): string {
  const tables = Object.entries(settingGroups).map(([group, title]) => {
    const rows = settingNames.flatMap((name) => {
      const setting: Setting = settings[name];
      if (setting.group !== group) return [];
      const given = defaultOf(name);
      const unset = given === null ? (setting.unset ?? '') : `\`${given}\``;
      return [`| \`${name}\` | ${cell(setting.about)} | ${cell(setting.form)} | ${cell(unset)} |`];
    });
    return `## ${title}\n\n| setting | meaning | value | without it |\n|---|---|---|---|\n${rows.join('\n')}\n`;
  });
  return `# Every setting

<!-- Written by \`npm run settings\` from src/platform/config/settings.ts. Do not edit. -->

Settings are environment variables. A variable that is empty counts as not set. Kronika reads them when it starts, so restart it after a change. It does not start if a setting is wrong, and says which.

\`kronika config check\` shows all settings with their values, where they come from, what is wrong and what to do. Passwords are hidden. Beside a running server it shows the settings of that server, and which ones differ in your shell.

${tables.join('\n')}
## Only for commands

| variable | meaning |
|---|---|
| \`KRONIKA_AS\` | The email address of the account that runs a command, instead of \`--as\` |
| \`LC_ALL\`, \`LC_MESSAGES\`, \`LANG\` | The language of the command line: English, Russian, Kazakh or Czech |
`;
}
