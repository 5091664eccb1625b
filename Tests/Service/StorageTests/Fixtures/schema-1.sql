CREATE TABLE attempt (
    job TEXT NOT NULL REFERENCES job (id),
    number INTEGER NOT NULL,
    worker TEXT NOT NULL REFERENCES worker (id),
    lease_token TEXT NOT NULL,
    leased_at INTEGER NOT NULL,
    started_at INTEGER,
    deadline INTEGER NOT NULL,
    finished_at INTEGER,
    outcome TEXT,
    failure_code TEXT,
    failure_detail TEXT,
    PRIMARY KEY (job, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE checkpoint (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    model_type TEXT NOT NULL,
    parameters INTEGER NOT NULL,
    vocabulary_size INTEGER NOT NULL,
    context INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE checkpoint_file (
    checkpoint TEXT NOT NULL REFERENCES checkpoint (id),
    name TEXT NOT NULL,
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    bytes INTEGER NOT NULL,
    PRIMARY KEY (checkpoint, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE document (
    corpus TEXT NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    owner TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('partition', 'base', 'evaluation')),
    line INTEGER NOT NULL,
    PRIMARY KEY (corpus, hash, owner)
) STRICT, WITHOUT ROWID;
CREATE TABLE evaluation (
    id TEXT NOT NULL PRIMARY KEY,
    key BLOB NOT NULL UNIQUE CHECK (length(key) = 32),
    pool TEXT REFERENCES pool (id),
    evaluation_set TEXT NOT NULL REFERENCES evaluation_set (id),
    reference_run TEXT REFERENCES reference_run (id),
    checkpoint TEXT REFERENCES checkpoint (id),
    candidate BLOB NOT NULL,
    label TEXT,
    job TEXT NOT NULL UNIQUE REFERENCES job (id),
    state TEXT NOT NULL,
    documents_blob BLOB,
    kernel_path TEXT,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE evaluation_domain (
    evaluation TEXT NOT NULL REFERENCES evaluation (id),
    domain TEXT NOT NULL,
    documents INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    words INTEGER NOT NULL,
    characters INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    nll REAL NOT NULL,
    PRIMARY KEY (evaluation, domain)
) STRICT, WITHOUT ROWID;
CREATE TABLE evaluation_request (
    evaluation TEXT NOT NULL REFERENCES evaluation (id),
    pool TEXT NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (evaluation, pool, label)
) STRICT, WITHOUT ROWID;
CREATE TABLE evaluation_set (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    corpus TEXT NOT NULL,
    blob BLOB NOT NULL CHECK (length(blob) = 32),
    format TEXT NOT NULL,
    documents INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    documents_hash BLOB NOT NULL CHECK (length(documents_hash) = 32),
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE evaluation_set_domain (
    evaluation_set TEXT NOT NULL REFERENCES evaluation_set (id),
    domain TEXT NOT NULL,
    documents INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    PRIMARY KEY (evaluation_set, domain)
) STRICT, WITHOUT ROWID;
CREATE TABLE idempotency (
    key TEXT NOT NULL,
    scope TEXT NOT NULL,
    body_hash BLOB NOT NULL CHECK (length(body_hash) = 32),
    status INTEGER NOT NULL,
    location TEXT,
    body BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (key, scope)
) STRICT, WITHOUT ROWID;
CREATE TABLE job (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('evaluation', 'training')),
    subject TEXT NOT NULL,
    owner TEXT NOT NULL,
    priority INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'scheduled', 'running', 'cancelling', 'succeeded',
        'failed', 'cancelled', 'expired')),
    attempts INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    maximum_failures INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    time_limit_seconds INTEGER,
    progress REAL,
    failure_code TEXT,
    failure_detail TEXT,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    finished_at INTEGER,
    cancel_requested_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE TABLE partition (
    id TEXT NOT NULL PRIMARY KEY,
    corpus TEXT NOT NULL,
    name TEXT NOT NULL,
    labels TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('partition', 'base')),
    blob BLOB NOT NULL CHECK (length(blob) = 32),
    format TEXT NOT NULL,
    documents INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (corpus, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE pool (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    base TEXT NOT NULL REFERENCES checkpoint (id),
    tokenizer TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE pool_member (
    pool TEXT NOT NULL REFERENCES pool (id),
    name TEXT NOT NULL,
    partition TEXT NOT NULL REFERENCES partition (id),
    checkpoint TEXT NOT NULL REFERENCES checkpoint (id),
    tokens INTEGER NOT NULL,
    PRIMARY KEY (pool, name),
    UNIQUE (pool, partition)
) STRICT, WITHOUT ROWID;
CREATE TABLE reference_run (
    id TEXT NOT NULL PRIMARY KEY,
    pool TEXT NOT NULL REFERENCES pool (id),
    training_run TEXT REFERENCES training_run (id),
    checkpoint TEXT REFERENCES checkpoint (id),
    created_at INTEGER NOT NULL,
    CHECK ((training_run IS NULL) <> (checkpoint IS NULL))
) STRICT, WITHOUT ROWID;
CREATE TABLE reference_weight (
    reference_run TEXT NOT NULL REFERENCES reference_run (id),
    partition TEXT NOT NULL,
    weight REAL NOT NULL,
    PRIMARY KEY (reference_run, partition)
) STRICT, WITHOUT ROWID;
CREATE TABLE training_loss (
    training_run TEXT NOT NULL REFERENCES training_run (id),
    step INTEGER NOT NULL,
    loss REAL NOT NULL,
    PRIMARY KEY (training_run, step)
) STRICT, WITHOUT ROWID;
CREATE TABLE training_run (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('base', 'partition', 'reference')),
    start_checkpoint TEXT REFERENCES checkpoint (id),
    start_configuration BLOB,
    plan BLOB NOT NULL,
    job TEXT NOT NULL UNIQUE REFERENCES job (id),
    state TEXT NOT NULL,
    checkpoint TEXT REFERENCES checkpoint (id),
    tokens INTEGER,
    resume_blob BLOB,
    created_at INTEGER NOT NULL,
    CHECK ((start_checkpoint IS NULL) <> (start_configuration IS NULL))
) STRICT, WITHOUT ROWID;
CREATE TABLE training_share (
    training_run TEXT NOT NULL REFERENCES training_run (id),
    partition TEXT NOT NULL REFERENCES partition (id),
    weight REAL NOT NULL,
    PRIMARY KEY (training_run, partition)
) STRICT, WITHOUT ROWID;
CREATE TABLE transition (
    job TEXT NOT NULL REFERENCES job (id),
    sequence INTEGER NOT NULL,
    from_state TEXT,
    to_state TEXT NOT NULL,
    at INTEGER NOT NULL,
    attempt INTEGER,
    reason TEXT,
    PRIMARY KEY (job, sequence)
) STRICT, WITHOUT ROWID;
CREATE TABLE worker (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    threads INTEGER NOT NULL,
    kernel_path TEXT NOT NULL,
    registered_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    gone_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX attempt_under_way_by_deadline ON attempt (deadline) WHERE outcome IS NULL;
CREATE INDEX attempt_under_way_by_worker ON attempt (worker) WHERE outcome IS NULL;
CREATE INDEX checkpoint_by_hash ON checkpoint (hash);
CREATE INDEX evaluation_by_set ON evaluation (evaluation_set, id);
CREATE INDEX evaluation_by_state ON evaluation (state, id);
CREATE INDEX evaluation_request_by_label ON evaluation_request (label, evaluation, pool);
CREATE INDEX evaluation_request_by_pool ON evaluation_request (pool, evaluation, label);
CREATE INDEX idempotency_by_age ON idempotency (created_at);
CREATE INDEX job_by_kind ON job (kind, id);
CREATE INDEX job_by_owner ON job (owner, id);
CREATE INDEX job_by_state ON job (state, id);
CREATE INDEX job_queue ON job (priority DESC, turn, id) WHERE state = 'queued';
CREATE INDEX job_queue_by_owner ON job (owner, priority, turn) WHERE state = 'queued';
CREATE INDEX job_queue_waiting ON job (not_before) WHERE state = 'queued';
CREATE INDEX reference_run_by_pool ON reference_run (pool, id);
CREATE INDEX training_run_by_state ON training_run (state, id);
CREATE INDEX worker_living ON worker (id) WHERE gone_at IS NULL;
CREATE TRIGGER job_state_is_shown AFTER UPDATE OF state ON job BEGIN
    UPDATE evaluation SET state = NEW.state WHERE job = NEW.id;
    UPDATE training_run SET state = NEW.state WHERE job = NEW.id;
END;
