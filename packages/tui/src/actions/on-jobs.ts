import type { Session } from "../effects/session.ts";
import { bodyHeight, jobsLayout } from "../screens/layout.ts";
import { type AppState, listedJobs } from "../state/app-state.ts";
import { AT_TOP, moveTo, visible } from "../state/list-window.ts";
import type { JobRow } from "../view/job-row.ts";
import { type Action, needsServer } from "./action.ts";
import { movements } from "./list-keys.ts";

/** The job that is open, or under the cursor. */
export function selectedJob(state: AppState): JobRow | null {
  const { openId, list } = state.jobs;
  if (openId !== null) return state.jobs.rows?.find(({ id }) => id === openId) ?? null;
  const rows = listedJobs(state);
  return rows[visible(list, rows.length, jobsLayout(state).list).cursor] ?? null;
}

function whyNotCancel(state: AppState): string | null {
  const job = selectedJob(state);
  if (job === null) return "there is no job";
  if (!job.canCancel) return `the job is over (${job.state.toLowerCase()})`;
  return needsServer(state);
}

function setOpen(openId: (state: AppState) => string | null): (session: Session) => void {
  return ({ store }) =>
    store.set((state) => ({ ...state, jobs: { ...state.jobs, openId: openId(state), scroll: 0 } }));
}

/** Actions of the job list and of one job. */
export const ON_JOBS: readonly Action[] = [
  {
    id: "jobs.open",
    keys: ["enter", "l", "right"],
    where: ["jobs"],
    hint: "details",
    help: "what the job does and did",
    whyNot: (state) => (selectedJob(state) === null ? "there is no job" : null),
    run: setOpen((state) => selectedJob(state)?.id ?? null),
  },
  {
    id: "jobs.cancel",
    keys: ["c"],
    where: ["jobs", "job"],
    hint: "cancel",
    help: "stop the job; asks first",
    whyNot: whyNotCancel,
    run: ({ store }) =>
      store.set((state) => {
        const job = selectedJob(state);
        if (job === null) return state;
        return { ...state, overlay: { kind: "cancel", jobId: job.id, title: job.title } };
      }),
  },
  {
    id: "jobs.filter",
    keys: ["f"],
    where: ["jobs"],
    hint: "active only",
    help: "show active jobs only, or all",
    run: ({ store }) =>
      store.set((state) => ({
        ...state,
        jobs: { ...state.jobs, showsOnlyActive: !state.jobs.showsOnlyActive, list: AT_TOP },
      })),
  },
  {
    id: "jobs.back",
    keys: ["esc", "h", "left"],
    where: ["job"],
    hint: "back",
    help: "back to the list",
    run: setOpen(() => null),
  },
  ...movements("jobs", {
    by: ({ store }, rows) =>
      store.set((state) => {
        const { jobs } = state;
        const count = listedJobs(state).length;
        const list = moveTo(jobs.list, jobs.list.cursor + rows, count, jobsLayout(state).list);
        return { ...state, jobs: { ...jobs, list } };
      }),
    page: ({ store }) => jobsLayout(store.get()).list,
  }),
  ...movements("job", {
    by: ({ store }, rows) =>
      store.set((state) => {
        const scroll = Math.min(Math.max(0, state.jobs.scroll + rows), 10_000);
        return { ...state, jobs: { ...state.jobs, scroll } };
      }),
    page: ({ store }) => bodyHeight(store.get()),
  }),
];
