import type { EffectContext } from "../effects/session.ts";

/** Moves the shown time at every full second, and takes toasts away when their time is over. */
export function tickClock({ store, now }: EffectContext): () => void {
  let timer: NodeJS.Timeout;
  const tick = () => {
    const time = now();
    store.post((state) => ({
      ...state,
      now: time,
      toast: state.toast !== null && state.toast.until <= time ? null : state.toast,
    }));
    timer = setTimeout(tick, 1000 - (time % 1000));
  };
  tick();
  return () => clearTimeout(timer);
}
