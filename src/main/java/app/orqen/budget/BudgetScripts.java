package app.orqen.budget;

/**
 * What Redis runs for {@link SharedLedger}, in Lua. A budget is a hash with what is {@code spent} and {@code reserved}. Its set-asides
 * are a sorted set of {@code <request id>:<amount>}, sorted by the time in milliseconds at which each ends.
 */
final class BudgetScripts {

  /** Takes back what replicas that died had set aside. KEYS: budget, its set-asides. ARGV: now. */
  private static final String EXPIRE = """
      local function expire(budget, aside, now)
        for _, one in ipairs(redis.call('ZRANGEBYSCORE', aside, '-inf', now)) do
          redis.call('HINCRBY', budget, 'reserved', '-' .. string.match(one, ':(%d+)$'))
          redis.call('ZREM', aside, one)
        end
      end
      """;
  /**
   * KEYS: budget and set-asides in turn. ARGV: now, end, id, keep, then for each limit, amount, what was spent before or empty.
   * Returns 1; or 0, which budget, what is left; or -1 and which budget isn't known.
   */
  static final String RESERVE = EXPIRE + """
      local n = #KEYS / 2
      for i = 1, n do
        local a = 4 + (i - 1) * 3
        local budget = KEYS[2 * i - 1]
        if redis.call('HEXISTS', budget, 'spent') == 0 then
          if ARGV[a + 3] == '' then return {-1, i} end
          redis.call('HSET', budget, 'spent', ARGV[a + 3])
        end
        expire(budget, KEYS[2 * i], ARGV[1])
      end
      for i = 1, n do
        local a = 4 + (i - 1) * 3
        local budget = KEYS[2 * i - 1]
        local spent = tonumber(redis.call('HGET', budget, 'spent'))
        local reserved = tonumber(redis.call('HGET', budget, 'reserved') or '0')
        local left = tonumber(ARGV[a + 1]) - spent - reserved
        if ARGV[a + 2] ~= '0' and tonumber(ARGV[a + 2]) > left then return {0, i, string.format('%.0f', math.max(0, left))} end
      end
      for i = 1, n do
        local a = 4 + (i - 1) * 3
        if ARGV[a + 2] ~= '0' then
          if redis.call('ZADD', KEYS[2 * i], ARGV[2], ARGV[3] .. ':' .. ARGV[a + 2]) == 1 then
            redis.call('HINCRBY', KEYS[2 * i - 1], 'reserved', ARGV[a + 2])
          end
        end
        redis.call('PEXPIRE', KEYS[2 * i - 1], ARGV[4])
        redis.call('PEXPIRE', KEYS[2 * i], ARGV[4])
      end
      return {1}""";
  /** KEYS: budget, its set-asides. ARGV: what was set aside, amount. */
  static final String RELEASE = """
      if redis.call('ZREM', KEYS[2], ARGV[1]) == 1 then
        redis.call('HINCRBY', KEYS[1], 'reserved', '-' .. ARGV[2])
      end
      """;
  /**
   * KEYS: budget, its set-asides, mark of the request. ARGV: what was set aside, amount, used, for how long the mark is kept. Returns
   * what is spent, or -1 when it isn't known or the request was counted before: a command whose answer got lost is sent again.
   */
  static final String SETTLE = RELEASE + """
      if redis.call('HEXISTS', KEYS[1], 'spent') == 0 then return {'-1'} end
      if ARGV[3] ~= '0' then
        if not redis.call('SET', KEYS[3], '1', 'NX', 'PX', ARGV[4]) then return {'-1'} end
        redis.call('HINCRBY', KEYS[1], 'spent', ARGV[3])
      end
      return {redis.call('HGET', KEYS[1], 'spent')}""";
  /** KEYS: budget, its set-asides. ARGV: what is set aside, amount, end, keep. Sets it aside again if Redis has lost it. */
  static final String RENEW = """
      if redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1]) == 1 then
        redis.call('HINCRBY', KEYS[1], 'reserved', ARGV[2])
      end
      redis.call('PEXPIRE', KEYS[1], ARGV[4])
      redis.call('PEXPIRE', KEYS[2], ARGV[4])
      return {1}""";

  private BudgetScripts() {}
}
