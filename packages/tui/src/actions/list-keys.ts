import type { Session } from "../effects/session.ts";
import type { Action, Place } from "./action.ts";

/** How a place moves by rows: one, a page, to an end. */
export interface Mover {
  readonly by: (session: Session, rows: number) => void;
  readonly page: (session: Session) => number;
}

const FAR = Number.MAX_SAFE_INTEGER;

/** The movements that every list and text has, under vi's keys and the arrows. */
export function movements(place: Place, mover: Mover, letters = true): Action[] {
  const action = (id: string, keys: string[], help: string, run: (session: Session) => void) => ({
    id: `${place}.${id}`,
    keys: letters ? keys : keys.filter((key) => !/^[a-zA-Z]( [a-z])?$/.test(key)),
    where: [place],
    help,
    run,
  });
  const half = (session: Session) => Math.max(1, Math.floor(mover.page(session) / 2));
  return [
    action("down", ["j", "down"], "down", (session) => mover.by(session, 1)),
    action("up", ["k", "up"], "up", (session) => mover.by(session, -1)),
    action("halfDown", ["ctrl+d"], "half a page down", (session) =>
      mover.by(session, half(session)),
    ),
    action("halfUp", letters ? ["ctrl+u"] : [], "half a page up", (session) =>
      mover.by(session, -half(session)),
    ),
    action("pageDown", ["pagedown"], "page down", (session) =>
      mover.by(session, mover.page(session)),
    ),
    action("pageUp", ["pageup"], "page up", (session) => mover.by(session, -mover.page(session))),
    ...(letters
      ? [
          action("top", ["g g", "home"], "to the top", (session) => mover.by(session, -FAR)),
          action("bottom", ["G", "end"], "to the end", (session) => mover.by(session, FAR)),
        ]
      : []),
  ].filter(({ keys }) => keys.length > 0);
}
