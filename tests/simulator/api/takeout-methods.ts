import type { MemberHandler } from "./api-state.ts";

/** Opening and closing data-export sessions. */
export const takeoutMethods: Readonly<Record<string, MemberHandler>> = {
  "account.initTakeoutSession": ({ api, view }) => ({
    _: "account.takeout",
    id: api.takeouts.start(view.account),
  }),
  "account.finishTakeoutSession": ({ api, view, call }) => {
    api.takeouts.finish(call.takeoutId, view.account);
    return true;
  },
};
