import { describe, expect, it } from "@jest/globals";
import { botReasons, deviceOf, truncateIp } from "../../../functions/collect/visitor.ts";
import { safari } from "./given.ts";

describe("botReasons", () => {
  it.each([
    ["Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", ["declared_bot"]],
    ["Mozilla/5.0 (compatible; Yeti/1.1; +https://naver.me/spd)", ["declared_bot"]],
    ["Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/142.0.0.0", ["headless_browser"]],
    ["curl/8.5.0", ["http_library"]],
    ["", ["no_user_agent"]],
    [safari, []],
    ["Mozilla/5.0 (Linux; Android 9; CUBOT NOTE 20) Chrome/142.0.0.0 Mobile Safari/537.36", []],
  ])("of %j are %j", (agent, reasons) => {
    expect(botReasons(agent)).toEqual(reasons);
  });
});

describe("deviceOf", () => {
  it.each([
    [safari, "mobile"],
    ["Mozilla/5.0 (Linux; Android 15; SM-X710) Chrome/142.0.0.0 Safari/537.36", "tablet"],
    ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0.0.0", "desktop"],
    ["something", undefined],
  ])("of %j is %j", (agent, device) => {
    expect(deviceOf(agent)).toBe(device);
  });
});

describe("truncateIp", () => {
  it.each([
    ["203.0.113.77", "203.0.113.0"],
    ["::ffff:203.0.113.77", "203.0.113.0"],
    ["2001:db8:85a3:8d3:1319:8a2e:370:7348", "2001:db8:85a3::"],
    ["2001:DB8::1", "2001:db8:0::"],
    ["::1", "0:0:0::"],
    ["999.0.113.77", undefined],
    ["not an address", undefined],
    ["", undefined],
  ])("of %j is %j", (ip, truncated) => {
    expect(truncateIp(ip)).toBe(truncated);
  });
});
