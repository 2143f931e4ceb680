import { describe, expect, it } from "vitest";
import { Listeners } from "./listeners.ts";

describe("listeners", () => {
  it("hear each piece of news until they leave, whatever the others do", () => {
    const logged: string[] = [];
    const log = {
      info: () => {},
      warn: () => {},
      error: (_: object, text: string) => logged.push(text),
    };
    const news = new Listeners<number>("numbers", log as never);
    const heard: number[] = [];
    news.add(() => {
      throw new Error("broken");
    });
    const leave = news.add((number) => heard.push(number));
    news.tell(1);
    news.tell(2);
    leave();
    news.tell(3);
    expect(heard).toEqual([1, 2]);
    expect(logged).toEqual(Array.from({ length: 3 }, () => "a listener to numbers failed"));
  });
});
