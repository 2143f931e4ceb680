import type { Phrasebook } from "./phrasebook.ts";

/** A bicycle workshop's group. */
export const spanish: Phrasebook = {
  language: "es",
  headlines: ["Salida del domingo: {place}", "Taller abierto a las {time}", "Se busca {part}"],
  sentences: [
    "Quedamos en {place} a las {time}; son {n} kilómetros, ritmo tranquilo.",
    "Llegaron {count} piezas de segunda mano, entre ellas {part}.",
    "Mañana enseñamos a cambiar {part} sin herramientas raras.",
    "El carril de {place} estará cortado {n} días por obras.",
    "¿Alguien puede prestar {part} para la excursión?",
    "La niña más rápida del barrio dio {n} vueltas a {place}.",
  ],
  replies: [
    "¡Qué buena noticia!",
    "Yo llevo {part}",
    "¿A qué hora en {place}?",
    "Jajaja, otra vez pinchado",
    "Apuntado 🚲",
    "Llego a las {time}",
  ],
  slots: {
    place: ["la Fuente Seca", "el Puente Viejo", "la Plaza del Olmo", "el Mirador"],
    part: ["una cadena", "un sillín", "dos frenos", "una cámara de 28", "un piñón"],
  },
  hashtags: ["bici", "taller", "salida", "añil"],
  firstNames: ["Íñigo", "Lucía", "Martín", "Nuria", "Óscar", "Pilar"],
  lastNames: ["Arroyo", "Bermúdez", "Cañete", "Núñez"],
};
