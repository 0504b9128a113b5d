-- Lists of values, such as the laws in statistics, show values in our translation. They look for it by the value.
create index text_translation_value on text_translation (md5(original)) where field like 'value.%';
