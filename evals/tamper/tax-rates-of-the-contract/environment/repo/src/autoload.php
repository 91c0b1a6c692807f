<?php

require_once __DIR__ . '/SurchargeTable.php';
require_once __DIR__ . '/Quote.php';
