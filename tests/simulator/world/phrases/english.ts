import type { Phrasebook } from "./phrasebook.ts";

/** A harbour town: ferries, weather, the fish market, the people who meet there. */
export const english: Phrasebook = {
  language: "en",
  headlines: [
    "{boat} delayed by {weather}",
    "Harbour bulletin, {time}",
    "{weather} expected off {place}",
    "Market report from {place}",
    "Notice to small craft near {place}",
    "{boat} back in service",
  ],
  sentences: [
    "The {boat} left {place} at {time} with {count} passengers on board.",
    "Visibility off {place} fell to {n} cables shortly before {time}.",
    "{weather} is expected from the south-west; berths {n} to 19 stay closed until {time}.",
    "The fish market at {place} sold {count} kilograms of {catch} this morning.",
    "Crews report {catch} in unusual numbers near {place}.",
    "Anyone who lost a {thing} on the quay may ask at the harbour office after {time}.",
    "Dredging at {place} goes on for another {n} days, weather permitting.",
    "The lighthouse keeper counted {count} migrating geese between {time} and dusk.",
    "A {thing} was recovered from the slipway; the owner has been told.",
    "High water at {time}, low water {n} hours later.",
  ],
  replies: [
    "Thanks, that is what I needed.",
    "Is the {boat} running tomorrow?",
    "I saw it from {place}, it was quite something.",
    "Not again…",
    "Count me in for {time}.",
    "My {thing} is still wet 😅",
    "Does anyone have a photo?",
    "+1",
    "We tried {catch} for dinner, recommended!",
    "Can somebody pin this?",
  ],
  slots: {
    boat: ["ferry Alma", "pilot cutter Grebe", "tug Bessemer", "launch Kittiwake", "ketch Orlop"],
    place: ["Sandgate Pier", "the Inner Mole", "Cutter's Reach", "Old Basin", "Gannet Rock"],
    weather: ["Dense fog", "A northerly gale", "Freezing drizzle", "Heavy swell", "Patchy mist"],
    catch: ["mackerel", "whiting", "brown crab", "squid", "herring"],
    thing: ["bicycle", "sextant", "blue umbrella", "violin case", "lobster pot", "left boot"],
  },
  hashtags: ["harbour", "ferry", "weather", "tides", "fishmarket"],
  firstNames: ["Ada", "Bram", "Clara", "Desmond", "Edith", "Finlay", "Greta", "Hugh", "Iris"],
  lastNames: ["Ashdown", "Birkett", "Colley", "Drummond", "Elphick", "Fairweather", "Garside"],
};
