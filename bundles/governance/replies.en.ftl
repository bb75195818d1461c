governance-record = Asking the record by chat is not available yet. The events are kept and can be seen by the database administration.
