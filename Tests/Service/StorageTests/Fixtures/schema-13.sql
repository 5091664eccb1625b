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
CREATE TABLE barrier_request (
    pool TEXT NOT NULL REFERENCES pool (id),
    evaluation_set TEXT NOT NULL REFERENCES evaluation_set (id),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (pool, evaluation_set)
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
, ignored_keys TEXT NOT NULL DEFAULT '[]') STRICT, WITHOUT ROWID;
CREATE TABLE checkpoint_file (
    checkpoint TEXT NOT NULL REFERENCES checkpoint (id),
    name TEXT NOT NULL,
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    bytes INTEGER NOT NULL,
    PRIMARY KEY (checkpoint, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE comparison (
    id TEXT NOT NULL PRIMARY KEY,
    -- Stands for everything that the answer depends on.
    key BLOB NOT NULL UNIQUE CHECK (length(key) = 32),
    question BLOB NOT NULL,
    answer BLOB NOT NULL CHECK (length(answer) = 32),
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE comparison_evaluation (
    comparison TEXT NOT NULL REFERENCES comparison (id),
    evaluation TEXT NOT NULL REFERENCES evaluation (id),
    PRIMARY KEY (comparison, evaluation)
) STRICT, WITHOUT ROWID;
CREATE TABLE contamination (
    id TEXT NOT NULL PRIMARY KEY,
    pool TEXT NOT NULL REFERENCES pool (id),
    evaluation_set TEXT NOT NULL REFERENCES evaluation_set (id),
    job TEXT NOT NULL UNIQUE REFERENCES job (id),
    state TEXT NOT NULL,
    documents_blob BLOB CHECK (length(documents_blob) = 32),
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE contamination_domain (
    contamination TEXT NOT NULL REFERENCES contamination (id),
    domain TEXT NOT NULL,
    documents INTEGER NOT NULL,
    short_documents INTEGER NOT NULL,
    ngrams INTEGER NOT NULL,
    overlapping_documents INTEGER NOT NULL,
    overlapping_ngrams INTEGER NOT NULL,
    PRIMARY KEY (contamination, domain)
) STRICT, WITHOUT ROWID;
CREATE TABLE contamination_overlap (
    contamination TEXT NOT NULL REFERENCES contamination (id),
    partition TEXT NOT NULL REFERENCES partition (id),
    domain TEXT NOT NULL,
    overlapping_documents INTEGER NOT NULL,
    overlapping_ngrams INTEGER NOT NULL,
    PRIMARY KEY (contamination, partition, domain)
) STRICT, WITHOUT ROWID;
CREATE TABLE contamination_text (
    contamination TEXT NOT NULL REFERENCES contamination (id),
    place INTEGER NOT NULL,
    partition TEXT NOT NULL REFERENCES partition (id),
    PRIMARY KEY (contamination, place),
    UNIQUE (contamination, partition)
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
CREATE TABLE "evaluation_request" (
    evaluation TEXT NOT NULL REFERENCES evaluation (id),
    pool TEXT NOT NULL,
    label TEXT NOT NULL,
    -- Those of the evaluation; the state is kept in step by a trigger.
    evaluation_set TEXT NOT NULL,
    state TEXT NOT NULL,
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
, tokenizer TEXT, separator INTEGER, empty_documents INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
CREATE TABLE evaluation_set_domain (
    evaluation_set TEXT NOT NULL REFERENCES evaluation_set (id),
    domain TEXT NOT NULL,
    documents INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    PRIMARY KEY (evaluation_set, domain)
) STRICT, WITHOUT ROWID;
CREATE TABLE evaluation_tokens (
    evaluation TEXT NOT NULL PRIMARY KEY REFERENCES evaluation (id),
    job TEXT NOT NULL UNIQUE REFERENCES job (id),
    blob BLOB CHECK (length(blob) = 32),
    kernel_path TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE forecast (
    id TEXT NOT NULL PRIMARY KEY,
    pool TEXT NOT NULL REFERENCES pool (id),
    evaluation_set TEXT NOT NULL REFERENCES evaluation_set (id),
    content BLOB NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    created_at INTEGER NOT NULL
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
CREATE TABLE "job" (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    owner TEXT NOT NULL,
    -- Equal for jobs that cost less together than one by one.
    batch TEXT,
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
, open_needs INTEGER NOT NULL DEFAULT 0, losses INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
CREATE TABLE job_need (
    job TEXT NOT NULL REFERENCES job (id),
    needs TEXT NOT NULL REFERENCES job (id),
    PRIMARY KEY (job, needs)
) STRICT, WITHOUT ROWID;
CREATE TABLE log_probabilities (
    id TEXT NOT NULL PRIMARY KEY,
    -- That of the model's own evaluation: it depends on the same, and on nothing else.
    key BLOB NOT NULL UNIQUE CHECK (length(key) = 32),
    evaluation_set TEXT NOT NULL REFERENCES evaluation_set (id),
    checkpoint TEXT NOT NULL REFERENCES checkpoint (id),
    candidate BLOB NOT NULL,
    job TEXT NOT NULL UNIQUE REFERENCES job (id),
    state TEXT NOT NULL,
    blob BLOB CHECK (length(blob) = 32),
    tokens INTEGER,
    kernel_path TEXT,
    created_at INTEGER NOT NULL
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
    created_at INTEGER NOT NULL, empty_documents INTEGER NOT NULL DEFAULT 0,
    UNIQUE (corpus, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE pool (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    base TEXT NOT NULL REFERENCES checkpoint (id),
    tokenizer TEXT NOT NULL,
    created_at INTEGER NOT NULL
, tokenizer_hash TEXT NOT NULL DEFAULT 'bytes-256', general_share REAL) STRICT, WITHOUT ROWID;
CREATE TABLE pool_member (
    pool TEXT NOT NULL REFERENCES pool (id),
    name TEXT NOT NULL,
    partition TEXT NOT NULL REFERENCES partition (id),
    checkpoint TEXT NOT NULL REFERENCES checkpoint (id),
    tokens INTEGER NOT NULL, retired_at INTEGER,
    PRIMARY KEY (pool, name),
    UNIQUE (pool, partition)
) STRICT, WITHOUT ROWID;
CREATE TABLE reference_domain (
    reference_run TEXT NOT NULL REFERENCES reference_run (id),
    domain TEXT NOT NULL,
    documents INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    words INTEGER NOT NULL,
    characters INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    nll REAL NOT NULL,
    PRIMARY KEY (reference_run, domain)
) STRICT, WITHOUT ROWID;
CREATE TABLE "reference_run" (
    id TEXT NOT NULL PRIMARY KEY,
    pool TEXT NOT NULL REFERENCES pool (id),
    training_run TEXT REFERENCES training_run (id),
    checkpoint TEXT REFERENCES checkpoint (id),
    -- Of scores that were brought: what they are of.
    evaluation_set TEXT REFERENCES evaluation_set (id),
    trained_tokens INTEGER,
    schedule TEXT,
    base TEXT,
    seed INTEGER,
    created_at INTEGER NOT NULL,
    CHECK ((training_run IS NOT NULL) + (checkpoint IS NOT NULL) + (evaluation_set IS NOT NULL) = 1)
) STRICT, WITHOUT ROWID;
CREATE TABLE reference_weight (
    reference_run TEXT NOT NULL REFERENCES reference_run (id),
    partition TEXT NOT NULL,
    weight REAL NOT NULL,
    PRIMARY KEY (reference_run, partition)
) STRICT, WITHOUT ROWID;
CREATE TABLE registration (
    owner TEXT NOT NULL PRIMARY KEY,
    corpus TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE study (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    pool TEXT NOT NULL REFERENCES pool (id),
    evaluation_set TEXT NOT NULL REFERENCES evaluation_set (id),
    definition BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'succeeded', 'failed', 'cancelled')),
    -- Counts what was decided: a decision is stored only on the state that it was made on.
    version INTEGER NOT NULL,
    -- Whether something has happened that it has not decided on yet.
    due INTEGER NOT NULL CHECK (due IN (0, 1)),
    outcome BLOB,
    failure_code TEXT,
    failure_detail TEXT,
    created_at INTEGER NOT NULL,
    finished_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE TABLE study_step (
    study TEXT NOT NULL REFERENCES study (id),
    number INTEGER NOT NULL,
    input BLOB NOT NULL,
    job TEXT NOT NULL UNIQUE REFERENCES job (id),
    result BLOB,
    -- Whether the study has gone on from it.
    taken INTEGER NOT NULL CHECK (taken IN (0, 1)),
    created_at INTEGER NOT NULL, step BLOB NOT NULL DEFAULT x'',
    PRIMARY KEY (study, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE study_trial (
    study TEXT NOT NULL REFERENCES study (id),
    number INTEGER NOT NULL,
    trial BLOB NOT NULL,
    evaluation TEXT REFERENCES evaluation (id),
    -- What the study has taken in, which may lag behind the evaluation's own state.
    state TEXT NOT NULL CHECK (state IN ('suggested', 'waiting', 'racing', 'scored', 'eliminated', 'failed')),
    failure_code TEXT,
    failure_detail TEXT,
    created_at INTEGER NOT NULL,
    finished_at INTEGER, version INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (study, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE submission (
    id INTEGER PRIMARY KEY,
    -- Of its Idempotency-Key, if it has one: that of the answer that is kept in the end.
    idempotency_key TEXT,
    scope TEXT,
    body_hash BLOB CHECK (length(body_hash) = 32),
    -- Whether every piece is there: until then nothing of it is carried out, afterwards all of it.
    accepted INTEGER NOT NULL CHECK (accepted IN (0, 1)),
    created_at INTEGER NOT NULL,
    CHECK ((idempotency_key IS NULL) = (scope IS NULL) AND (scope IS NULL) = (body_hash IS NULL))
) STRICT;
CREATE TABLE submission_piece (
    submission INTEGER NOT NULL REFERENCES submission (id),
    number INTEGER NOT NULL,
    -- What is asked; emptied once it is carried out.
    questions BLOB NOT NULL,
    -- The evaluations that answer, once it is carried out.
    evaluations BLOB,
    PRIMARY KEY (submission, number)
) STRICT;
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
CREATE TABLE validity (
    pool TEXT NOT NULL PRIMARY KEY REFERENCES pool (id),
    job TEXT NOT NULL UNIQUE REFERENCES job (id),
    state TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE validity_cosine (
    pool TEXT NOT NULL REFERENCES validity (pool),
    first TEXT NOT NULL,
    second TEXT NOT NULL,
    cosine REAL,
    PRIMARY KEY (pool, first, second)
) STRICT, WITHOUT ROWID;
CREATE TABLE validity_member (
    pool TEXT NOT NULL REFERENCES validity (pool),
    name TEXT NOT NULL,
    delta REAL NOT NULL,
    PRIMARY KEY (pool, name)
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
CREATE INDEX checkpoint_file_by_blob ON checkpoint_file (sha256);
CREATE INDEX comparison_by_answer ON comparison (answer);
CREATE INDEX comparison_evaluation_by_evaluation ON comparison_evaluation (evaluation);
CREATE INDEX contamination_by_question ON contamination (pool, evaluation_set, id);
CREATE INDEX evaluation_by_checkpoint ON evaluation (checkpoint) WHERE checkpoint IS NOT NULL;
CREATE INDEX evaluation_by_documents_blob ON evaluation (documents_blob) WHERE documents_blob IS NOT NULL;
CREATE INDEX evaluation_by_reference_run ON evaluation (reference_run) WHERE reference_run IS NOT NULL;
CREATE INDEX evaluation_by_set ON evaluation (evaluation_set, id);
CREATE INDEX evaluation_by_set_and_state ON evaluation (evaluation_set, state, id);
CREATE INDEX evaluation_by_state ON evaluation (state, id);
CREATE INDEX evaluation_request_by_label ON evaluation_request (label, evaluation, pool, evaluation_set);
CREATE INDEX evaluation_request_by_label_and_state
    ON evaluation_request (label, state, evaluation, pool, evaluation_set);
CREATE INDEX evaluation_request_by_pool ON evaluation_request (pool, evaluation, label);
CREATE INDEX evaluation_request_by_pool_and_set ON evaluation_request (pool, evaluation_set, evaluation);
CREATE INDEX evaluation_request_by_pool_and_state
    ON evaluation_request (pool, state, evaluation, evaluation_set);
CREATE INDEX evaluation_set_by_corpus ON evaluation_set (corpus, id);
CREATE INDEX evaluation_tokens_by_blob ON evaluation_tokens (blob) WHERE blob IS NOT NULL;
CREATE INDEX forecast_by_pool ON forecast (pool, id);
CREATE INDEX idempotency_by_age ON idempotency (created_at);
CREATE INDEX job_by_kind ON job (kind, id);
CREATE INDEX job_by_owner ON job (owner, id, state, kind);
CREATE INDEX job_by_state ON job (state, id, kind);
CREATE INDEX job_need_by_needed ON job_need (needs, job);
CREATE INDEX job_queue ON job (priority DESC, turn, id) WHERE state = 'queued' AND open_needs = 0;
CREATE INDEX job_queue_by_owner ON job (owner, priority, turn) WHERE state = 'queued';
CREATE INDEX job_queue_waiting ON job (not_before) WHERE state = 'queued' AND open_needs = 0;
CREATE INDEX log_probabilities_by_blob ON log_probabilities (blob) WHERE blob IS NOT NULL;
CREATE INDEX log_probabilities_by_checkpoint ON log_probabilities (checkpoint);
CREATE INDEX log_probabilities_by_set ON log_probabilities (evaluation_set);
CREATE INDEX pool_member_by_checkpoint ON pool_member (checkpoint);
CREATE INDEX pool_member_by_partition ON pool_member (partition);
CREATE INDEX reference_run_by_pool ON reference_run (pool, id);
CREATE INDEX study_by_pool ON study (pool, id);
CREATE INDEX study_by_state ON study (state, id);
CREATE INDEX study_step_under_way ON study_step (study, job) WHERE taken = 0;
CREATE INDEX study_trial_by_evaluation ON study_trial (evaluation) WHERE evaluation IS NOT NULL;
CREATE INDEX study_trial_by_version ON study_trial (study, version);
CREATE INDEX study_trial_waiting ON study_trial (study, evaluation) WHERE state = 'waiting';
CREATE INDEX training_run_by_state ON training_run (state, id);
CREATE INDEX training_share_by_partition ON training_share (partition);
CREATE INDEX worker_by_sighting ON worker (last_seen_at, id) WHERE gone_at IS NULL;
CREATE INDEX worker_living ON worker (id) WHERE gone_at IS NULL;
CREATE TRIGGER contamination_state_follows_job AFTER UPDATE OF state ON job
WHEN NEW.state IS NOT OLD.state AND NEW.kind = 'contamination' BEGIN
    UPDATE contamination SET state = NEW.state WHERE job = NEW.id;
END;
CREATE TRIGGER evaluation_request_state_follows_evaluation AFTER UPDATE OF state ON evaluation
WHEN NEW.state IS NOT OLD.state BEGIN
    UPDATE evaluation_request SET state = NEW.state WHERE evaluation = NEW.id;
END;
CREATE TRIGGER evaluation_state_follows_job AFTER UPDATE OF state ON job
WHEN NEW.state IS NOT OLD.state AND NEW.kind = 'evaluation' BEGIN
    UPDATE evaluation SET state = NEW.state WHERE job = NEW.id;
END;
CREATE TRIGGER forecast_is_kept BEFORE UPDATE ON forecast BEGIN
    SELECT RAISE(ABORT, 'a forecast is never changed');
END;
CREATE TRIGGER log_probabilities_state_follows_job AFTER UPDATE OF state ON job
WHEN NEW.state IS NOT OLD.state AND NEW.kind = 'log_probabilities' BEGIN
    UPDATE log_probabilities SET state = NEW.state WHERE job = NEW.id;
END;
CREATE TRIGGER training_run_state_follows_job AFTER UPDATE OF state ON job
WHEN NEW.state IS NOT OLD.state AND NEW.kind = 'training' BEGIN
    UPDATE training_run SET state = NEW.state WHERE job = NEW.id;
END;
CREATE TRIGGER validity_state_follows_job AFTER UPDATE OF state ON job
WHEN NEW.state IS NOT OLD.state AND NEW.kind = 'validity' BEGIN
    UPDATE validity SET state = NEW.state WHERE job = NEW.id;
END;
