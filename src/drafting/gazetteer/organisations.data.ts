/** Organisations of the press-freedom field and those that speak in its news. `~` marks a network. */
export const organisations = `
Human Rights Watch|HRW
Committee to Protect Journalists|CPJ|The Committee to Protect Journalists
Reporters Without Borders|RSF|Reporters sans frontières|Reporters Sans Frontières|Reporters without Borders
International Press Institute|IPI
PEN International|PEN
PEN America
English PEN
International Federation of Journalists|IFJ
European Federation of Journalists|EFJ
~IFEX
Article 19|ARTICLE 19
Index on Censorship
Amnesty International|Amnesty
Freedom House
South East Europe Media Organisation|SEEMO
European Centre for Press and Media Freedom|ECPMF
Free Press Unlimited|FPU
~Media Freedom Rapid Response|MFRR
OBC Transeuropa|Osservatorio Balcani Caucaso Transeuropa|OBCT
~Coalition Against SLAPPs in Europe|CASE
~Coalition for Women in Journalism|CFWIJ|Women Press Freedom
~SafeJournalists|SafeJournalists Network
Media Defence|Media Legal Defence Initiative
Access Now
Electronic Frontier Foundation|EFF
Citizen Lab
NetBlocks
Internews
IREX
International Media Support|IMS
Adil Soz|Adil soz
MediaNet|Medianet
Legal Media Center
Kazakhstan International Bureau for Human Rights
Media Policy Institute
School of Peacemaking and Media Technology
Institute of Mass Information|IMI
National Union of Journalists of Ukraine|NUJU
National Union of Journalists|NUJ
Belarusian Association of Journalists|BAJ
Glasnost Defence Foundation|Glasnost Defense Foundation
Memorial
Agora
SOVA Center|SOVA
Roskomsvoboda
Georgian Charter of Journalistic Ethics
Independent Journalism Center
Association of Independent Press
Union of Journalists of Armenia
Committee to Protect Freedom of Expression
Journalists' Association of Turkey
Journalists' Union of Turkey|TGS
Media and Law Studies Association|MLSA
P24|Platform for Independent Journalism
Dicle Fırat Journalists Association|DFG
Independent Journalists' Association of Serbia|NUNS|Independent Journalists’ Association of Serbia
Journalists' Association of Serbia|UNS
Croatian Journalists' Association|HND
Association of Journalists of Macedonia|AJM
Association of Hungarian Journalists|MÚOSZ
ActiveWatch
Helsinki Foundation for Human Rights
Helsinki Committee
Society of Journalists
Syrian Network for Human Rights
Palestinian Center for Development and Media Freedoms|MADA
Skeyes Center|SKeyes|SKeyes Center for Media and Cultural Freedom
Gulf Centre for Human Rights
Arab Network for Human Rights Information|ANHRI
Euro-Mediterranean Human Rights Monitor|Euro-Med Monitor
Afghan Independent Journalists Association
Afghanistan Journalists Center
Pakistan Federal Union of Journalists|PFUJ
Freedom Network
Editors Guild of India
Press Club of India
Press Council of India
Foreign Correspondents' Club
Hong Kong Journalists Association|HKJA
National Union of Journalists of the Philippines|NUJP
Alliance of Independent Journalists|AJI
Southeast Asian Press Alliance|SEAPA
Centre for Independent Journalism
Legal Initiatives for Vietnam
Media, Entertainment and Arts Alliance|MEAA
Media Foundation for West Africa|MFWA
Media Rights Agenda
Media Institute of Southern Africa|MISA
Committee for the Protection of Journalists
International Press Centre
Human Rights Network for Journalists-Uganda|HRNJ-Uganda
African Freedom of Expression Exchange|AFEX
Journaliste en danger|JED
Inter American Press Association|IAPA
Foundation for Press Freedom|FLIP
Fundamedios
Instituto Prensa y Sociedad|IPYS
Espacio Público|Espacio Publico
Abraji|Brazilian Association of Investigative Journalism
Fenaj
Freedom of the Press Foundation
~US Press Freedom Tracker|U.S. Press Freedom Tracker
Reporters Committee for Freedom of the Press|RCFP|Reporters Committee
American Civil Liberties Union|ACLU
Knight First Amendment Institute
Society of Professional Journalists|SPJ
Canadian Journalists for Free Expression|CJFE
World Association of News Publishers|WAN-IFRA|World Association of Newspapers
European Broadcasting Union|EBU
~Association of European Journalists|AEJ
Justice for Journalists Foundation|Justice for Journalists|JFJ
International Service for Human Rights
International Commission of Jurists
FIDH
Front Line Defenders
Civil Rights Defenders
Norwegian Helsinki Committee
Netherlands Helsinki Committee
Danish Institute for Human Rights
Transparency International
Open Society Foundations
National Endowment for Democracy
Greenpeace
International Committee of the Red Cross|ICRC
Jamaat-ul-Ahrar
Hamas
Hezbollah
Taliban|the Taliban
`;

/** Authorities, international bodies among them. */
export const authorities = `
United Nations|UN|U.N.
UNESCO|Unesco
OHCHR|UN Human Rights Office|UN human rights office
UN Human Rights Council|Human Rights Council
Council of Europe
European Commission
European Parliament
European Union|EU
European Council
Organization for Security and Co-operation in Europe|OSCE|Organisation for Security and Co-operation in Europe
OSCE Representative on Freedom of the Media
Inter-American Commission on Human Rights|IACHR
African Union
African Commission on Human and Peoples' Rights
Venice Commission
NATO
Interpol|INTERPOL
Europol
Roskomnadzor
FSB|Federal Security Service
SBU|Security Service of Ukraine
KGB
KNB|National Security Committee
SVR
Investigative Committee
GKNB|State Committee for National Security
RTÜK|RTUK|Radio and Television Supreme Council
BTK
State Department|US State Department|U.S. State Department
Department of Justice|Justice Department
FBI|Federal Bureau of Investigation
CIA
Department of Homeland Security|DHS
ICE
Federal Communications Commission|FCC
Home Office
Foreign Office
Ofcom
Metropolitan Police|Scotland Yard
Kremlin|the Kremlin
White House|the White House
Congress
Senate
House of Lords
House of Commons
House of Representatives
Duma|State Duma
Mazhilis|Majilis
Verkhovna Rada|Rada
Bundestag
Knesset
Sejm
Interior Ministry
Foreign Ministry
Justice Ministry
Defence Ministry|Defense Ministry
Information Ministry
Directorate of Communications
National Communications Authority
National Broadcasting Commission
`;

export const courts = `
European Court of Human Rights|ECHR|ECtHR|Strasbourg court
European Court of Justice|Court of Justice of the European Union|CJEU|ECJ
International Criminal Court|ICC
International Court of Justice|ICJ
Inter-American Court of Human Rights
African Court on Human and Peoples' Rights
Supreme Court
Constitutional Court
High Court
Court of Appeal|Court of Appeals
Court of Cassation
East African Court of Justice
ECOWAS Court|ECOWAS Court of Justice
`;
