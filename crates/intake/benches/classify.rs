//! Names and values as containers have them: how many a second one core classifies.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use intake::secret::{SecretText, classify};

const VARIABLES: [(&str, &str); 32] = [
    ("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
    ("LANG", "C.UTF-8"),
    ("HOME", "/root"),
    ("TZ", "Europe/Berlin"),
    ("PUID", "1000"),
    ("GPG_KEY", "A035C8C19219BA821ECEA86B64E628F8D684696D"),
    ("PYTHON_VERSION", "3.12.4"),
    ("PYTHON_SHA256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("NODE_VERSION", "22.9.0"),
    ("NODE_ENV", "production"),
    ("JAVA_OPTS", "-Xmx512m -XX:+UseG1GC -Dfile.encoding=UTF-8"),
    ("PHPIZE_DEPS", "autoconf dpkg-dev file g++ gcc libc-dev make pkg-config re2c"),
    ("PGDATA", "/var/lib/postgresql/data"),
    ("POSTGRES_USER", "shop"),
    ("POSTGRES_DB", "shop"),
    ("POSTGRES_PASSWORD", "t7Rk2mQzLw"),
    ("POSTGRES_PASSWORD_FILE", "/run/secrets/postgres"),
    ("DATABASE_URL", "postgres://shop:t7Rk2mQzLw@db:5432/shop"),
    ("REDIS_URL", "redis://cache:6379/0"),
    ("KAFKA_BROKERS", "kafka-1:9092,kafka-2:9092,kafka-3:9092"),
    ("LOG_LEVEL", "info"),
    ("JWT_SECRET", "${JWT_SECRET}"),
    ("SESSION_TTL", "3600"),
    ("API_BASE_URL", "https://api.example.net/v1"),
    ("SMTP_HOST", "mail.example.net"),
    ("SMTP_PORT", "587"),
    ("SMTP_PASS", "changeme"),
    ("NGINX_VERSION", "1.27.1"),
    ("TOKENIZERS_PARALLELISM", "false"),
    ("MAX_TOKENS", "4096"),
    ("S3_BUCKET", "shop-uploads"),
    ("GIT_COMMIT", "9fceb02d0ae598e95dc970b74767f19372d61af8"),
];

fn bench(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("classify");
    group.throughput(Throughput::Elements(VARIABLES.len() as u64));
    group.bench_function("environment", |bencher| {
        bencher.iter(|| {
            for (name, value) in VARIABLES {
                black_box(classify(black_box(name), &SecretText::from(black_box(value))));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
