extension HotQuery {
    /// What is asked whenever a job ends, and of each study that goes on.
    static let studyQueries = [studiesToAdvance, changedTrials]

    /// What a study's next decision has to read: not what it has decided on before.
    static let changedTrials = HotQuery(
        "trials that have changed",
        "SELECT * FROM study_trial INDEXED BY study_trial_by_version WHERE study = ? AND version > ? ORDER BY number",
        plan: "SEARCH study_trial USING INDEX study_trial_by_version (study=? AND version>?)",
        "USE TEMP B-TREE FOR ORDER BY")

    /// The running studies that have something to decide on.
    ///
    /// It walks what each study waits for, never what has ended: a study's trials that wait and its steps under way.
    static let studiesToAdvance = HotQuery(
        "studies to advance",
        """
        SELECT id FROM study INDEXED BY study_by_state WHERE state = 'running' AND (
            due = 1
            OR EXISTS (SELECT 1 FROM study_trial t INDEXED BY study_trial_waiting
                CROSS JOIN evaluation e ON e.id = t.evaluation
                WHERE t.study = study.id AND t.state = 'waiting'
                AND +e.state IN ('succeeded', 'failed', 'cancelled', 'expired'))
            OR EXISTS (SELECT 1 FROM study_step s INDEXED BY study_step_under_way CROSS JOIN job j ON j.id = s.job
                WHERE s.study = study.id AND s.taken = 0
                AND +j.state IN ('succeeded', 'failed', 'cancelled', 'expired')))
        ORDER BY id
        """,
        plan: "SEARCH study USING INDEX study_by_state (state=?)", "CORRELATED SCALAR SUBQUERY",
        "SEARCH t USING INDEX study_trial_waiting (study=?)", "SEARCH e USING PRIMARY KEY (id=?)",
        "CORRELATED SCALAR SUBQUERY", "SEARCH s USING INDEX study_step_under_way (study=?)",
        "SEARCH j USING PRIMARY KEY (id=?)")
}
