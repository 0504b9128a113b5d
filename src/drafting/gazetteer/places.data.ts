/** Countries, regions, large cities and the words for their people: capitalised, but no actors. */
export const places = new Set(
  `Afghanistan Albania Algeria Andorra Angola Argentina Armenia Australia Austria Azerbaijan Bahamas Bahrain Bangladesh Barbados Belarus Belgium Belize Benin Bhutan Bolivia Bosnia Herzegovina Botswana Brazil Brunei Bulgaria Burkina Faso Burma Burundi Cambodia Cameroon Canada Chad Chile China Colombia Comoros Congo Croatia Cuba Cyprus Czechia Denmark Djibouti Dominica Ecuador Egypt Eritrea Estonia Eswatini Ethiopia Fiji Finland France Gabon Gambia Georgia Germany Ghana Greece Grenada Guatemala Guinea Guyana Haiti Honduras Hungary Iceland India Indonesia Iran Iraq Ireland Israel Italy Jamaica Japan Jordan Kazakhstan Kenya Kiribati Kosovo Kuwait Kyrgyzstan Laos Latvia Lebanon Lesotho Liberia Libya Liechtenstein Lithuania Luxembourg Madagascar Malawi Malaysia Maldives Mali Malta Mauritania Mauritius Mexico Micronesia Moldova Monaco Mongolia Montenegro Morocco Mozambique Myanmar Namibia Nauru Nepal Netherlands Nicaragua Niger Nigeria Norway Oman Pakistan Palau Palestine Panama Paraguay Peru Philippines Poland Portugal Qatar Romania Russia Rwanda Samoa Senegal Serbia Seychelles Singapore Slovakia Slovenia Somalia Somaliland Spain Sudan Suriname Sweden Switzerland Syria Taiwan Tajikistan Tanzania Thailand Togo Tonga Tunisia Turkey Türkiye Turkmenistan Tuvalu Uganda Ukraine Uruguay Uzbekistan Vanuatu Venezuela Vietnam Yemen Zambia Zimbabwe Britain England Scotland Wales Europe Asia Africa America Eurasia Crimea Chechnya Dagestan Tatarstan Catalonia Kurdistan Gaza Tibet Xinjiang Kashmir Transnistria Abkhazia Ossetia Balkans Caucasus Scandinavia
London Paris Berlin Madrid Rome Milan Brussels Strasbourg Vienna Prague Warsaw Budapest Bucharest Sofia Belgrade Zagreb Sarajevo Skopje Pristina Tirana Podgorica Ljubljana Bratislava Athens Istanbul Ankara Diyarbakir Izmir Moscow Petersburg Kazan Grozny Makhachkala Minsk Kyiv Kiev Lviv Odesa Kharkiv Chisinau Chișinău Tbilisi Batumi Yerevan Baku Ganja Almaty Astana Nursultan Shymkent Bishkek Osh Tashkent Samarkand Dushanbe Khujand Ashgabat Kabul Kandahar Herat Tehran Isfahan Baghdad Basra Erbil Mosul Damascus Aleppo Beirut Amman Jerusalem Ramallah Cairo Alexandria Khartoum Tripoli Tunis Algiers Rabat Casablanca Nouakchott Dakar Bamako Ouagadougou Niamey Abuja Lagos Kano Accra Lomé Cotonou Abidjan Monrovia Freetown Conakry Yaoundé Douala Kinshasa Goma Kampala Nairobi Mombasa Kigali Bujumbura Dodoma Mogadishu Hargeisa Asmara Djibouti Lusaka Harare Bulawayo Lilongwe Maputo Luanda Windhoek Gaborone Pretoria Johannesburg Islamabad Lahore Karachi Peshawar Quetta Delhi Mumbai Kolkata Chennai Srinagar Dhaka Kathmandu Colombo Yangon Mandalay Naypyidaw Bangkok Vientiane Hanoi Saigon Manila Cebu Jakarta Papua Beijing Shanghai Shenzhen Wuhan Taipei Seoul Pyongyang Tokyo Canberra Sydney Melbourne Washington Chicago Boston Houston Miami Toronto Ottawa Montreal Havana Managua Tegucigalpa Tijuana Veracruz Guadalajara Sinaloa Bogotá Bogota Medellín Caracas Quito Guayaquil Lima Santiago Asunción Montevideo Brasília Rio Valletta Lisbon Oslo Stockholm Copenhagen Helsinki Tallinn Riga Vilnius Dublin Belfast Edinburgh Glasgow Cardiff Geneva Zurich Amsterdam Hague Riyadh Jeddah Dubai Doha Manama Sanaa Aden`.split(
    /\s+/,
  ),
);

export const places2 = new Set([
  'United States',
  'United Kingdom',
  'United Arab Emirates',
  'Saudi Arabia',
  'South Africa',
  'South Korea',
  'North Korea',
  'South Sudan',
  'Sri Lanka',
  'New Zealand',
  'Costa Rica',
  'El Salvador',
  'Ivory Coast',
  "Côte d'Ivoire",
  'Sierra Leone',
  'Burkina Faso',
  'Papua New Guinea',
  'North Macedonia',
  'Czech Republic',
  'Hong Kong',
  'Central Asia',
  'Eastern Europe',
  'Central Europe',
  'Western Europe',
  'Middle East',
  'Latin America',
  'New York',
  'New Delhi',
  'Los Angeles',
  'San Francisco',
  'Mexico City',
  'Buenos Aires',
  'São Paulo',
  'Rio de Janeiro',
  'Kuala Lumpur',
  'Phnom Penh',
  'Addis Ababa',
  'Cape Town',
  'Port Harcourt',
  'Tel Aviv',
  'West Bank',
  'Soviet Union',
  'Guatemala City',
  'Panama City',
  'San Salvador',
  'Santo Domingo',
  'Port-au-Prince',
  'Abu Dhabi',
  'Kuwait City',
  'Ulaanbaatar',
  'St. Petersburg',
  'Saint Petersburg',
  'Bosnia and Herzegovina',
  'European Economic Area',
  'Soviet',
  'West Africa',
  'East Africa',
  'North Africa',
  'Black Sea',
  'North Caucasus',
  'South Caucasus',
  'Western Balkans',
]);

/** Adjectives of origin; they qualify a name, they are none. */
export const demonyms = new Set(
  `Afghan Albanian Algerian American Angolan Arab Argentine Argentinian Armenian Asian Australian Austrian Azerbaijani Azeri Bahraini Bangladeshi Belarusian Belarusan Belgian Bolivian Bosnian Brazilian British Bulgarian Burmese Burundian Cambodian Cameroonian Canadian Catalan Central Chechen Chilean Chinese Colombian Congolese Croatian Cuban Cypriot Czech Danish Dutch Ecuadorian Egyptian English Eritrean Estonian Ethiopian European Filipino Finnish French Gambian Georgian German Ghanaian Greek Guatemalan Haitian Honduran Hungarian Indian Indonesian Iranian Iraqi Irish Israeli Italian Ivorian Jamaican Japanese Jordanian Kazakh Kazakhstani Kenyan Korean Kosovar Kurdish Kuwaiti Kyrgyz Laotian Latvian Lebanese Liberian Libyan Lithuanian Macedonian Malagasy Malawian Malaysian Malian Maltese Mauritanian Mexican Moldovan Mongolian Montenegrin Moroccan Mozambican Namibian Nepalese Nepali Nicaraguan Nigerian Nigerien Norwegian Omani Pakistani Palestinian Panamanian Paraguayan Peruvian Polish Portuguese Qatari Romanian Russian Rwandan Salvadoran Saudi Scottish Senegalese Serbian Serb Singaporean Slovak Slovene Slovenian Somali Spanish Sudanese Swedish Swiss Syrian Taiwanese Tajik Tanzanian Thai Tibetan Togolese Tunisian Turkish Turkmen Ugandan Ukrainian Uruguayan Uyghur Uzbek Venezuelan Vietnamese Welsh Western Yemeni Zambian Zimbabwean Muslim Christian Jewish Catholic Orthodox Islamic Islamist Communist Soviet`.split(
    /\s+/,
  ),
);

/** Capitalised words that start or fill sentences and never a name. */
export const calendarWords = new Set(
  'Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Wed Thu Fri Sat Sun Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November December Christmas Easter Ramadan New Year'.split(
    ' ',
  ),
);
