// The lane scripts run inside Redis, so that all processes count and learn as one. A lane is a method and endpoint. Its
// key holds the times of the calls that went, and `<key>:belief` what is believed of its limit:
//   calls, ms        calls allowed per window of so many ms
//   ceiling          calls that the documents or bunq's own text promise; recovery climbs no higher
//   margin           ms beyond the window: half a percent, and up to 3 % where bunq refused stragglers
//   changed, quiet   when `calls` last moved, and for how many windows it must stay before a trial upwards
//   probing          1 after a trial upwards, until it has proved itself
//   cut              when the last cut was made: one per window, because calls under way still meet the old limit
//   refused_from, refused  the window in which 429s are being counted, and how many came
//   paid             when a payment last used the lane

const belief = `
local function now_ms()
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end
local function read(key, calls, seconds)
  local h = redis.call('HMGET', key, 'calls', 'ms', 'ceiling', 'margin', 'changed', 'quiet', 'probing', 'cut', 'refused_from', 'refused', 'paid')
  local function n(i, d) return tonumber(h[i] or d) or d end
  return { calls = n(1, calls), ms = n(2, seconds * 1000), ceiling = n(3, calls), margin = n(4, seconds * 5), changed = n(5, 0),
    quiet = n(6, 20), probing = n(7, 0), cut = n(8, 0), refused_from = n(9, 0), refused = n(10, 0), paid = n(11, 0) }
end
local function write(key, b)
  local flat = {}
  for name, value in pairs(b) do flat[#flat + 1] = name; flat[#flat + 1] = tostring(value) end
  redis.call('HSET', key, unpack(flat))
  redis.call('PEXPIRE', key, 86400000)
end
`;

/**
 * KEYS lane; ARGV 1 for a payment or 2 for data, unused, starting calls, starting seconds. Returns what the limiter library
 * expects: more than its points when there is no place, and the ms until it is worth asking again; where there is one, the
 * call's number instead.
 *
 * The window slides, as bunq's does: a fixed one would let twice the calls pass across its edge.
 */
export const takeScript = `${belief}
local key, at = KEYS[1] .. ':belief', now_ms()
local points = tonumber(ARGV[3])
local b = read(key, points, tonumber(ARGV[4]))
local dirty = false
-- Slow recovery: after enough quiet windows one step up; a step that held makes the next one cheaper again.
if b.calls < b.ceiling and at - b.changed >= b.quiet * b.ms then
  if b.probing == 1 then b.quiet = 20 end
  b.calls = math.min(b.ceiling, b.calls + math.max(1, math.floor(b.ceiling / 20)))
  b.changed, b.probing, dirty = at, 1, true
end
local needs = 1
if tonumber(ARGV[1]) == 1 then
  if at - b.paid > 1000 then b.paid, dirty = at, true end
elseif at - b.paid <= 60000 then
  -- Data leaves a fifth of the places to payments where payments have lately been; elsewhere that would only waste them.
  needs = math.min(b.calls, 1 + math.max(1, math.floor(b.calls / 5)))
end
local window = b.ms + b.margin
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', at - 2 * window)
local used = redis.call('ZCOUNT', KEYS[1], '(' .. (at - window), '+inf')
if dirty then write(key, b) end
if used + needs > b.calls then
  -- The call that must leave before there are enough places, counted from the oldest.
  local rank = used + needs - b.calls - 1
  local leaving = redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. (at - window), '+inf', 'WITHSCORES', 'LIMIT', rank, 1)
  return { points + 1, math.max(1, math.ceil((tonumber(leaving[2]) or at) + window - at)) }
end
-- Not all at once: calls that jostle on the way arrive late, and the next window's would then come too early for bunq.
local spacing = math.min(20, b.ms / b.calls / 20)
local last = redis.call('ZREVRANGE', KEYS[1], 0, 0, 'WITHSCORES')
if last[2] and at - tonumber(last[2]) < spacing then
  return { points + 1, math.max(1, math.ceil(tonumber(last[2]) + spacing - at)) }
end
local call = redis.call('INCR', KEYS[1] .. ':seq')
redis.call('ZADD', KEYS[1], at, call)
redis.call('PEXPIRE', KEYS[1], math.ceil(2 * window))
redis.call('PEXPIRE', KEYS[1] .. ':seq', 86400000)
return { math.min(used + 1, points), call }
`;

/**
 * KEYS lane; ARGV starting calls, starting seconds, stated calls, stated seconds (0 when the text states none). Returns the
 * believed calls, window in ms, and whether they were cut without being told.
 */
export const refusedScript = `${belief}
local key, at = KEYS[1] .. ':belief', now_ms()
local b = read(key, tonumber(ARGV[1]), tonumber(ARGV[2]))
local stated, stated_ms = tonumber(ARGV[3]), tonumber(ARGV[4]) * 1000
local cut = 0
if stated > 0 and (stated ~= b.ceiling or stated_ms ~= b.ms) then
  -- bunq says what holds: believe it at once.
  b.calls, b.ms, b.ceiling, b.changed, b.probing, b.quiet = stated, stated_ms, stated, at, 0, 20
  b.refused_from, b.refused, b.cut = at, 0, at
elseif at - b.cut > b.ms then
  if at - b.refused_from > b.ms then b.refused_from, b.refused = at, 0 end
  b.refused = b.refused + 1
  if b.probing == 1 then
    -- The trial upwards failed: back by that step, and twice as long until the next.
    b.calls = math.max(1, b.calls - math.max(1, math.floor(b.ceiling / 20)))
    b.quiet = math.min(320, b.quiet * 2)
    b.changed, b.probing, b.cut, cut = at, 0, at, 1
  elseif b.refused >= (stated > 0 and math.max(3, b.calls / 2) or math.max(2, b.calls / 5)) then
    -- More than jitter explains: the limit sank without a word. It takes more of them where bunq still states the old one.
    b.calls = math.max(1, math.floor(b.calls / 2))
    b.changed, b.cut, cut = at, at, 1
  else
    -- A straggler that overtook its window: leave more room for the way.
    b.margin = math.min(b.ms * 0.03, b.margin + b.ms * 0.005)
  end
end
write(key, b)
-- With fewer calls of ours than the limit, somebody else filled the window: behave as if we had. A little more than the
-- window is looked at, because stragglers of a full one are no strangers.
local lately = redis.call('ZCOUNT', KEYS[1], at - 1.2 * b.ms, '+inf')
for i = lately + 1, math.min(b.calls, 1000) do
  redis.call('ZADD', KEYS[1], at, at .. ':refused:' .. i)
end
redis.call('PEXPIRE', KEYS[1], math.ceil(2 * (b.ms + b.margin)))
return { b.calls, b.ms, cut }
`;

/**
 * KEYS lane; ARGV the call's number, the window in ms. The answer is in: bunq counted the call at some time before now, and
 * not when it left here, so it is moved there, by a twentieth of the window at most.
 */
export const settledScript = `${belief}
local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
if score then redis.call('ZADD', KEYS[1], math.min(now_ms(), tonumber(score) + tonumber(ARGV[2]) / 20), ARGV[1]) end
return {}
`;

/** KEYS lane; ARGV starting calls, starting seconds. Returns believed calls, window in ms, and calls in the window now. */
export const readScript = `${belief}
local at = now_ms()
local b = read(KEYS[1] .. ':belief', tonumber(ARGV[1]), tonumber(ARGV[2]))
return { b.calls, b.ms, redis.call('ZCOUNT', KEYS[1], at - b.ms, '+inf') }
`;
