import { release, type } from "node:os";
import { Api, LAYER } from "./library.ts";
import type { ApiCredentials } from "./link-options.ts";
import type { Proxy } from "./proxy.ts";

/**
 * What a connection begins with: the layer, the client's name, and a question whose answer is
 * Telegram's configuration (https://core.telegram.org/api/invoking).
 */
export function createGreeting(
  { apiId }: ApiCredentials,
  proxy: Proxy | null,
): Api.InvokeWithLayer {
  const init = new Api.InitConnection({
    apiId,
    deviceModel: "Telekeep",
    systemVersion: `${type()} ${release()}`,
    appVersion: "1",
    systemLangCode: "en",
    langPack: "",
    langCode: "en",
    ...(proxy?.type === "mtproxy"
      ? { proxy: new Api.InputClientProxy({ address: proxy.host, port: proxy.port }) }
      : {}),
    query: new Api.help.GetConfig(),
  });
  return new Api.InvokeWithLayer({ layer: LAYER, query: init });
}
