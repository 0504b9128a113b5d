/** Licences for a publication's data. The name is from SPDX, if SPDX has the licence. */
export const licences = [
  {
    key: 'cc-by-4.0',
    name: 'Creative Commons Attribution 4.0 International (CC BY 4.0)',
    url: 'https://creativecommons.org/licenses/by/4.0/',
  },
  {
    key: 'cc-by-sa-4.0',
    name: 'Creative Commons Attribution-ShareAlike 4.0 International (CC BY-SA 4.0)',
    url: 'https://creativecommons.org/licenses/by-sa/4.0/',
  },
  {
    key: 'cc-by-nc-4.0',
    name: 'Creative Commons Attribution-NonCommercial 4.0 International (CC BY-NC 4.0)',
    url: 'https://creativecommons.org/licenses/by-nc/4.0/',
  },
  {
    key: 'cc0-1.0',
    name: 'Creative Commons CC0 1.0 Universal: no rights reserved (CC0 1.0)',
    url: 'https://creativecommons.org/publicdomain/zero/1.0/',
  },
  {
    key: 'odbl-1.0',
    name: 'Open Data Commons Open Database License 1.0 (ODbL)',
    url: 'https://opendatacommons.org/licenses/odbl/1-0/',
  },
] as const;

export type LicenceKey = (typeof licences)[number]['key'];
export type Licence = (typeof licences)[number];

export const licenceKeys = licences.map((licence) => licence.key) as [LicenceKey, ...LicenceKey[]];

/** With this licence, others may use, change and share the data if they name the publication. */
export const defaultLicence: LicenceKey = 'cc-by-4.0';

export const licenceOf = (key: LicenceKey | undefined): Licence =>
  licences.find((licence) => licence.key === (key ?? defaultLicence)) ?? licences[0];
