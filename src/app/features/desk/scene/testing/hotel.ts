/** Words of the hotel alone: in the field's words, nobody hands a suitcase over a counter. */
export const HOTEL =
  /\b(?:hotel|desk|counter|grille|vault|hooks?|guests?|clerk|luggage|suitcase|cases?|trunk|envelopes?|seals?|sealed|slips?|tray|cover(?:ed)?|board|notebook|pass|ticket|lead|press|book|room key|coat|box|visit)\b/iu;
