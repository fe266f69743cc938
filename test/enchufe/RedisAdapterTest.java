package enchufe;

import enchufe.redis.RedisAdapter;
import enchufe.redis.TestBus;

/** Over Redis' channels, in the format of Node's adapter, with a broker in this JVM: each operator crosses. */
class RedisAdapterTest extends AdapterCase {
    @Override
    Adapter newAdapter() {
        return RedisAdapter.over(new TestBus());
    }
}
