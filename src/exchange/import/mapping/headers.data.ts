import type { TermKey } from '../../../record/vocabulary/terms.ts';

/** Names of columns, folded, and what such a column most likely is. The first rule that fits counts. */
export type HeaderRule = { target: string; names: readonly string[]; actor?: TermKey<'actor-kind'>; role?: TermKey<'involvement-role'> };

export const headerRules: readonly HeaderRule[] = [
  // Of our own flat table: numbers of actors, and the kinds of pressure once more, in the words of other lists.
  { target: 'note', names: ['target actors', 'coe', 'mmf', 'uspft', 'cpj', 'unesco'] },
  { target: 'case.outlet-home', names: ['outlet home', 'home of the outlet'] },
  { target: 'identity', names: ['id', 'uuid', 'guid', 'key', 'ref', 'reference', 'no', 'nr', 'number', 'case id', 'incident id', 'alert id', 'event id', 'record id', 'unique id', 'номер', 'идентификатор', 'slug'] },
  { target: 'case.ended', names: ['end date', 'date end', 'ended', 'end', 'release date', 'date of release', 'дата окончания', 'конец'] },
  { target: 'note', names: ['date added', 'date created', 'created at', 'created', 'updated', 'updated at', 'date updated', 'last updated', 'modified', 'date modified', 'tags', 'keywords', 'теги'] },
  { target: 'source.published', names: ['publication date', 'date published', 'published', 'published at', 'date of publication', 'source date', 'дата публикации'] },
  { target: 'case.began', names: ['date', 'incident date', 'event date', 'date of incident', 'start date', 'date start', 'began', 'when', 'day', 'year', 'дата', 'дата инцидента', 'дата события', 'год', 'datum', 'fecha', 'data', 'tarih', 'күні'] },
  { target: 'case.place.country', names: ['country', 'country name', 'country code', 'iso', 'iso2', 'страна', 'государство', 'land', 'pays', 'pais', 'ел', 'ulke'] },
  { target: 'case.place.latitude', names: ['latitude', 'lat', 'широта', 'y'] },
  { target: 'case.place.longitude', names: ['longitude', 'lon', 'lng', 'long', 'долгота', 'x'] },
  { target: 'case.place.point', names: ['coordinates', 'coords', 'geo', 'geolocation', 'lat lon', 'geometry coordinates', 'координаты'] },
  { target: 'case.place.locality', names: ['city', 'town', 'locality', 'place', 'location', 'village', 'municipality', 'город', 'место', 'населенный пункт', 'stadt', 'ort', 'ville', 'ciudad', 'қала'] },
  { target: 'case.place.locality', names: ['state', 'region', 'province', 'oblast', 'district', 'county', 'область', 'регион', 'область край', 'bundesland', 'облыс', 'state province'] },
  { target: 'case.case-status', names: ['status', 'case status', 'статус', 'state of the case'] },
  { target: 'case.incident-type', names: ['category', 'categories', 'type', 'types', 'incident type', 'type of incident', 'type of attack', 'kind', 'violation', 'type of violation', 'attack type', 'категория', 'категории', 'тип', 'вид', 'вид нарушения', 'тип инцидента', 'kategorie', 'тип нападения'] },
  { target: 'case.state-behind', names: ['state behind', 'responsible state', 'country of origin of threat'] },
  { target: 'case.target', actor: 'outlet', names: ['outlet', 'outlets', 'media', 'media outlet', 'news organization', 'news organisation', 'publication', 'newspaper', 'organization', 'organisation', 'employer', 'издание', 'сми', 'редакция', 'medium', 'media organisation'] },
  { target: 'case.target', actor: 'person', names: ['journalist', 'journalists', 'victim', 'victims', 'target', 'targets', 'reporter', 'name of journalist', 'journalist name', 'full name', 'person', 'targeted journalists', 'журналист', 'журналисты', 'пострадавший', 'потерпевший', 'фио', 'имя', 'attacked'] },
  { target: 'case.involvement', actor: 'authority', role: 'source-of-threat', names: ['source of threat', 'perpetrator', 'perpetrators', 'attacker', 'assailant', 'responsible', 'угроза исходит от', 'нападавший', 'источник угрозы'] },
  { target: 'case.involvement', actor: 'court', role: 'court', names: ['court', 'court name', 'суд'] },
  { target: 'case.legal-basis', names: ['law', 'article of law', 'provision', 'legal basis', 'charge', 'charges', 'statute', 'статья', 'закон', 'статья закона', 'обвинение'] },
  { target: 'case.stated-reason', names: ['reason', 'stated reason', 'motive', 'причина'] },
  { target: 'case.impact', names: ['impact', 'consequences', 'последствия'] },
  { target: 'case-title', names: ['title', 'headline', 'case title', 'incident', 'name', 'case name', 'заголовок', 'название', 'titel', 'titre'] },
  { target: 'summary', names: ['summary', 'description', 'details', 'text', 'abstract', 'body', 'what happened', 'narrative', 'описание', 'суть', 'подробности', 'beschreibung', 'сипаттама'] },
  { target: 'source.address', names: ['url', 'link', 'source url', 'source', 'source link', 'links', 'web', 'ссылка', 'источник', 'quelle'] },
  { target: 'source.publisher', names: ['publisher', 'source name', 'reported by', 'according to', 'издатель'] },
];

/** Postal codes of the states and territories of the United States: a column of them names the country. */
export const usStates: ReadonlySet<string> = new Set('AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA PR RI SC SD TN TX UT VT VA WA WV WI WY GU VI AS MP'.split(' '));
